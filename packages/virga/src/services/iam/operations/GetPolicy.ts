import type { GetPolicyCommandInput, GetPolicyCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onPolicy } from "../authorization.ts";
import { readablePolicy } from "../managed-policies.ts";
import { describedPolicy } from "../shapes.ts";
import type { IamState } from "../state.ts";

/** A managed policy of the account or of AWS, without its document. */
export const GetPolicy: Operation<IamState, GetPolicyCommandInput, Omit<GetPolicyCommandOutput, "$metadata">> = {
  authorize: onPolicy("GetPolicy"),
  handle({ state, account }, { PolicyArn = "" }) {
    return { Policy: describedPolicy(state, account, readablePolicy(state, PolicyArn)) };
  },
};
