import type { ListKeyPoliciesCommandInput, ListKeyPoliciesCommandOutput } from "@aws-sdk/client-kms";
import { identifiedKey, type KmsOperation, onKey } from "../access.ts";
import { policyName } from "../policies.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyPolicies.html */
export const ListKeyPolicies: KmsOperation<ListKeyPoliciesCommandInput, ListKeyPoliciesCommandOutput> = {
  authorize: onKey("ListKeyPolicies"),
  handle(call, input) {
    identifiedKey(call, input.KeyId);
    return { PolicyNames: [policyName], Truncated: false };
  },
};
