import type { PutKeyPolicyCommandInput } from "@aws-sdk/client-kms";
import { identifiedKey, type KmsOperation, notPendingDeletion, onKey } from "../access.ts";
import { checkPolicy, checkPolicyName } from "../policies.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html */
export const PutKeyPolicy: KmsOperation<PutKeyPolicyCommandInput> = {
  authorize: onKey("PutKeyPolicy", ({ BypassPolicyLockoutSafetyCheck: bypass = false }) => ({
    context: { "kms:BypassPolicyLockoutSafetyCheck": String(bypass) },
  })),
  handle(call, input) {
    const key = notPendingDeletion(identifiedKey(call, input.KeyId));
    checkPolicyName(input.PolicyName);
    const policy = input.Policy!;
    checkPolicy(call, key, policy, input.BypassPolicyLockoutSafetyCheck);
    call.state.transact((transaction) => call.state.putKey(transaction, { ...key, policy }));
    return {};
  },
};
