import type { UpdateKeyDescriptionCommandInput } from "@aws-sdk/client-kms";
import { identifiedKey, type KmsOperation, notPendingDeletion, onKey } from "../access.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateKeyDescription.html */
export const UpdateKeyDescription: KmsOperation<UpdateKeyDescriptionCommandInput> = {
  authorize: onKey("UpdateKeyDescription"),
  handle(call, { KeyId, Description: description = "" }) {
    const key = notPendingDeletion(identifiedKey(call, KeyId));
    call.state.transact((transaction) => call.state.putKey(transaction, { ...key, description }));
    return {};
  },
};
