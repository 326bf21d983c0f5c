import type { EnableKeyCommandInput } from "@aws-sdk/client-kms";
import { identifiedKey, type KmsOperation, notPendingDeletion, onKey } from "../access.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKey.html */
export const EnableKey: KmsOperation<EnableKeyCommandInput> = {
  authorize: onKey("EnableKey"),
  handle(call, input) {
    const key = notPendingDeletion(identifiedKey(call, input.KeyId));
    call.state.transact((transaction) => call.state.putKey(transaction, { ...key, state: "Enabled" }));
    return {};
  },
};
