import type { CallContext } from "../../kernel/bus.ts";
import { AwsError } from "../../kernel/errors.ts";
import type { Call } from "../../kernel/service.ts";
import { policyArnInvalid } from "./errors.ts";
import type { StsState } from "./state.ts";

type StsCall = Call<StsState>;

/** STS looks into IAM as the account itself, not with the caller's rights. */
function asAccount({ region, span }: StsCall, account: string): CallContext {
  return { principal: { kind: "root", account }, account, region, span };
}

/** The longest session of a role, in seconds. */
export async function longestSession(call: StsCall, roleArn: string, account: string): Promise<number> {
  const RoleName = roleArn.slice(roleArn.lastIndexOf("/") + 1);
  const { Role } = await call.host.bus.call("iam", "GetRole", { RoleName }, asAccount(call, account));
  return Role?.MaxSessionDuration ?? 3_600;
}

/** The document in force of a managed policy that narrows a session. */
export async function policyDocument(call: StsCall, PolicyArn: string, account: string): Promise<string> {
  const context = asAccount(call, account);
  const { bus } = call.host;
  try {
    const { Policy } = await bus.call("iam", "GetPolicy", { PolicyArn }, context);
    const input = { PolicyArn, VersionId: Policy?.DefaultVersionId };
    const { PolicyVersion } = await bus.call("iam", "GetPolicyVersion", input, context);
    return decodeURIComponent(PolicyVersion?.Document ?? "");
  } catch (thrown) {
    if (thrown instanceof AwsError && thrown.code === "NoSuchEntityException") throw policyArnInvalid(PolicyArn);
    throw thrown;
  }
}
