import type { GetCallerIdentityCommandOutput } from "@aws-sdk/client-sts";
import type { Operation } from "../../../kernel/service.ts";
import { missingToken } from "../errors.ts";
import { callerArn, callerId } from "../model.ts";
import type { StsState } from "../state.ts";

/** Who calls. AWS asks no permission for it, not even against an explicit Deny. */
export const GetCallerIdentity: Operation<StsState, object, Omit<GetCallerIdentityCommandOutput, "$metadata">> = {
  authorize: () => [],
  handle({ account, principal }) {
    if (principal.kind === "anonymous") throw missingToken();
    return { UserId: callerId(principal, account), Account: account, Arn: callerArn(principal) };
  },
};
