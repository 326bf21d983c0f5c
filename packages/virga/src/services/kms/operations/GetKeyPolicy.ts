import type { GetKeyPolicyCommandInput, GetKeyPolicyCommandOutput } from "@aws-sdk/client-kms";
import { identifiedKey, type KmsOperation, onKey } from "../access.ts";
import { checkPolicyName, policyName } from "../policies.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html */
export const GetKeyPolicy: KmsOperation<GetKeyPolicyCommandInput, GetKeyPolicyCommandOutput> = {
  authorize: onKey("GetKeyPolicy"),
  handle(call, input) {
    const { policy } = identifiedKey(call, input.KeyId);
    checkPolicyName(input.PolicyName);
    return { Policy: policy, PolicyName: policyName };
  },
};
