import type { AssumeRoleCommandInput, AssumeRoleCommandOutput } from "@aws-sdk/client-sts";
import { parseArn } from "../../../kernel/arns.ts";
import { parsePolicyDocument } from "../../../kernel/iam/policy-document.ts";
import type { Principal } from "../../../kernel/principal.ts";
import type { Call, Operation } from "../../../kernel/service.ts";
import { chainedDurationTooLong, durationTooLong, unsupportedMember } from "../errors.ts";
import { checkRoleArn, credentialsShape, durations, inheritedTags, sessionTags, transitiveTagKeys } from "../model.ts";
import { longestSession, policyDocument } from "../role-details.ts";
import type { StsState } from "../state.ts";

type AssumeRoleCall = Call<StsState>;

const unsupported = ["SerialNumber", "TokenCode", "SourceIdentity", "ProvidedContexts"] as const;

/** Temporary credentials of a role, if its trust policy and the caller's own policies let the caller have them. */
export const AssumeRole: Operation<StsState, AssumeRoleCommandInput, Omit<AssumeRoleCommandOutput, "$metadata">> = {
  // The trust policy has a say in it, so IAM decides when the role is assumed.
  authorize: () => [],
  async handle(call, input) {
    const { state, principal: by, now } = call;
    const { RoleArn: roleArn = "", RoleSessionName: sessionName = "", ExternalId: externalId } = input;
    const member = unsupported.find((name) => input[name] !== undefined);
    if (member) throw unsupportedMember("AssumeRole", member);
    checkRoleArn(roleArn);
    const inherited = inheritedTags(by);
    const tags = sessionTags(input.Tags, inherited);
    const session = call.host.iam.assumeRole(
      {
        roleArn,
        sessionName,
        by,
        ...(externalId === undefined ? {} : { externalId }),
        sessionPolicies: await sessionPolicies(call, input),
        tags,
        transitiveTagKeys: transitiveTagKeys(input.TransitiveTagKeys, tags, inherited),
      },
      call,
    );
    const duration = input.DurationSeconds ?? durations.default;
    checkDuration(by, duration, await longestSession(call, roleArn, session.account));
    const issued = state.issue(session.account, session, now, duration);
    const AssumedRoleUser = { AssumedRoleId: `${session.roleId}:${session.sessionName}`, Arn: session.arn };
    return { Credentials: credentialsShape(issued), AssumedRoleUser };
  },
};

/** All that narrows the session is one policy: the given one and the managed ones allow together. */
async function sessionPolicies(call: AssumeRoleCall, input: AssumeRoleCommandInput): Promise<readonly string[]> {
  const { account } = parseArn(input.RoleArn ?? "");
  const documents = input.Policy === undefined ? [] : [input.Policy];
  for (const { arn = "" } of input.PolicyArns ?? []) documents.push(await policyDocument(call, arn, account));
  for (const document of documents) parsePolicyDocument(document, "identity");
  return documents;
}

function checkDuration(by: Principal, duration: number, longest: number): void {
  if (by.kind === "session" && duration > durations.chained) throw chainedDurationTooLong();
  if (duration > longest) throw durationTooLong();
}
