import type { UntagResourceCommandInput } from "@aws-sdk/client-kms";
import { identifiedKey, type KmsOperation, notPendingDeletion, onKey } from "../access.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_UntagResource.html */
export const UntagResource: KmsOperation<UntagResourceCommandInput> = {
  authorize: onKey("UntagResource", ({ TagKeys = [] }) => ({ context: { "aws:TagKeys": TagKeys } })),
  handle(call, { KeyId, TagKeys = [] }) {
    const key = notPendingDeletion(identifiedKey(call, KeyId));
    const tags = Object.fromEntries(Object.entries(key.tags).filter(([name]) => !TagKeys.includes(name)));
    call.state.transact((transaction) => call.state.putKey(transaction, { ...key, tags }));
    return {};
  },
};
