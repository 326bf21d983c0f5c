import type { DisableKeyCommandInput } from "@aws-sdk/client-kms";
import { identifiedKey, type KmsOperation, notPendingDeletion, onKey } from "../access.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKey.html */
export const DisableKey: KmsOperation<DisableKeyCommandInput> = {
  authorize: onKey("DisableKey"),
  handle(call, input) {
    const key = notPendingDeletion(identifiedKey(call, input.KeyId));
    call.state.transact((transaction) => call.state.putKey(transaction, { ...key, state: "Disabled" }));
    return {};
  },
};
