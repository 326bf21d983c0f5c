import type { Parameter, Tag as SdkTag } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../../kernel/errors.ts";
import type { Principal } from "../../../kernel/principal.ts";
import type { Call } from "../../../kernel/service.ts";
import type { CloudFormation } from "../context.ts";
import { unsupported, validationError } from "../errors.ts";
import type { StackRecord, Tag } from "../model.ts";
import type { GivenParameter } from "../template/parameters.ts";
import type { PreparationContext } from "./preparation.ts";
import { readTemplateFromUrl } from "./template-source.ts";

/** The members of a request that name what Virga does not do; each is refused if it asks for anything. */
export interface UnsupportedOptions {
  readonly ResourceTypes?: readonly string[] | undefined;
  readonly NotificationARNs?: readonly string[] | undefined;
  readonly RollbackConfiguration?: { readonly RollbackTriggers?: readonly unknown[] | undefined } | undefined;
  readonly StackPolicyBody?: string | undefined;
  readonly StackPolicyURL?: string | undefined;
  readonly StackPolicyDuringUpdateBody?: string | undefined;
  readonly StackPolicyDuringUpdateURL?: string | undefined;
  readonly TimeoutInMinutes?: number | undefined;
  readonly RetainExceptOnCreate?: boolean | undefined;
  readonly ResourcesToImport?: readonly unknown[] | undefined;
  readonly ImportExistingResources?: boolean | undefined;
  readonly DeploymentMode?: string | undefined;
}

export function rejectUnsupported(input: UnsupportedOptions): void {
  const { RollbackConfiguration: rollback, ...members } = input;
  const names: readonly (keyof typeof members)[] = [
    ...(["ResourceTypes", "NotificationARNs", "StackPolicyBody", "StackPolicyURL"] as const),
    ...(["StackPolicyDuringUpdateBody", "StackPolicyDuringUpdateURL", "TimeoutInMinutes"] as const),
    ...(["RetainExceptOnCreate", "ResourcesToImport", "ImportExistingResources", "DeploymentMode"] as const),
  ];
  for (const name of names) {
    const value = members[name];
    if (value === undefined || value === false || (Array.isArray(value) && value.length === 0)) continue;
    throw unsupported(`The request's ${name}`);
  }
  if ((rollback?.RollbackTriggers?.length ?? 0) > 0) throw unsupported("The request's RollbackConfiguration");
}

export function givenParameters(parameters: readonly Parameter[] | undefined): readonly GivenParameter[] {
  return (parameters ?? []).map(({ ParameterKey = "", ParameterValue, UsePreviousValue }) => ({
    name: ParameterKey,
    ...(ParameterValue === undefined ? {} : { value: ParameterValue }),
    ...(UsePreviousValue === undefined ? {} : { usePreviousValue: UsePreviousValue }),
  }));
}

export function requestTags(tags: readonly SdkTag[] | undefined): readonly Tag[] | undefined {
  return tags?.map(({ Key = "", Value = "" }) => ({ Key, Value }));
}

export interface TemplateSource {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
}

/** The text of a request's template: given with it, or read from S3. */
export async function readTemplateBody(call: Call<CloudFormation>, source: TemplateSource): Promise<string> {
  const { TemplateBody: body, TemplateURL: url } = source;
  if (body !== undefined && url !== undefined) {
    throw validationError("Either Template URL or Template Body must be specified, but not both.");
  }
  if (body !== undefined) return body;
  if (url === undefined) throw validationError("Either Template URL or Template Body must be specified.");
  return readTemplateFromUrl(call.host.bus, callContext(call), url);
}

export function callContext({ principal, account, region, span }: Call) {
  return { principal, account, region, span };
}

export function preparationContext(call: Call<CloudFormation>): PreparationContext {
  const { state, resourceTypes } = call.state;
  return { state, resourceTypes: resourceTypes(), call: callContext(call) };
}

/** As whom a stack's resources are provisioned: the role, if there is one, or the caller. */
export function deployingPrincipal(call: Call<CloudFormation>, roleArn: string | undefined): Principal {
  if (roleArn === undefined) return call.principal;
  const { account, region, now } = call;
  const by = { kind: "service", service: "cloudformation.amazonaws.com", sourceAccount: account } as const;
  try {
    const request = { roleArn, sessionName: "AWSCloudFormation", by };
    return call.host.iam.assumeRole(request, { account, region, now, secureTransport: true });
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    throw validationError(`Role ${roleArn} is invalid or cannot be assumed`);
  }
}

/** Refuses a second operation on a stack that is under way, and an update of one that is in no state for it. */
export function stateError({ stackId, status }: StackRecord, verb: "updated" | "created"): AwsError {
  return validationError(`Stack:${stackId} is in ${status} state and can not be ${verb}.`);
}
