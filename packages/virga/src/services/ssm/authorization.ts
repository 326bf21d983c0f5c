import { formatArn } from "../../kernel/arns.ts";
import type { AuthorizationRequest } from "../../kernel/iam/ports.ts";
import type { Call } from "../../kernel/service.ts";
import { invalidResourceId, notImplemented } from "./errors.ts";
import { parameterArn, parseReference } from "./model.ts";
import type { SsmState } from "./state.ts";

type SsmCall = Call<SsmState>;

function request(call: SsmCall, operation: string, name: string): AuthorizationRequest {
  const resource = parameterArn(call.region, call.account, parseReference(name).name);
  return { action: `ssm:${operation}`, resource };
}

/** The caller must be allowed the action on the parameter that the input names. */
export function onParameter(
  operation: string,
): (call: SsmCall, input: { readonly Name?: string | undefined }) => AuthorizationRequest {
  return (call, { Name = "" }) => request(call, operation, Name);
}

/** The caller must be allowed the action on each of the parameters. */
export function onParameters(
  operation: string,
): (call: SsmCall, input: { readonly Names?: readonly string[] | undefined }) => readonly AuthorizationRequest[] {
  return (call, { Names = [] }) => Names.map((name) => request(call, operation, name));
}

/** The caller must be allowed an action that concerns all of the account's resources. */
export function onEverything(operation: string): (call: SsmCall) => AuthorizationRequest {
  return ({ region, account }) => ({ action: `ssm:${operation}`, resource: formatArn("ssm", region, account, "*") });
}

interface TaggedResource {
  readonly ResourceType?: string | undefined;
  readonly ResourceId?: string | undefined;
}

/** The caller must be allowed the action on the tagged parameter. */
export function onTaggedParameter(operation: string): (call: SsmCall, input: TaggedResource) => AuthorizationRequest {
  return (call, { ResourceId = "" }) => request(call, operation, ResourceId);
}

/** The name of the parameter that a tagging operation is about; other resources are not served. */
export function taggedParameter(input: TaggedResource): string {
  if (input.ResourceType !== "Parameter") throw notImplemented(`tags on ${input.ResourceType}`);
  if (!input.ResourceId) throw invalidResourceId();
  return input.ResourceId;
}
