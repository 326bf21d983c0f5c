import type { TagResourceCommandInput } from "@aws-sdk/client-kms";
import { identifiedKey, type KmsOperation, notPendingDeletion, onKey } from "../access.ts";
import { mergedTags, requestTagValues } from "../tags.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_TagResource.html */
export const TagResource: KmsOperation<TagResourceCommandInput> = {
  authorize: onKey("TagResource", ({ Tags }) => ({ context: requestTagValues(Tags) })),
  handle(call, input) {
    const key = notPendingDeletion(identifiedKey(call, input.KeyId));
    const tags = mergedTags(key.tags, input.Tags);
    call.state.transact((transaction) => call.state.putKey(transaction, { ...key, tags }));
    return {};
  },
};
