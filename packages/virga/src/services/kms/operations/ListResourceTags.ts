import type { ListResourceTagsCommandInput, ListResourceTagsCommandOutput } from "@aws-sdk/client-kms";
import { identifiedKey, type KmsOperation, onKey } from "../access.ts";
import { afterMarker, takeMarkedPage } from "../listing.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListResourceTags.html */
export const ListResourceTags: KmsOperation<ListResourceTagsCommandInput, ListResourceTagsCommandOutput> = {
  authorize: onKey("ListResourceTags"),
  handle(call, input) {
    const after = afterMarker(input);
    const tags = Object.entries(identifiedKey(call, input.KeyId).tags)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .filter(([name]) => after === undefined || name > after);
    const { items, position } = takeMarkedPage(tags, input, 50, ([name]) => name);
    return { Tags: items.map(([TagKey, TagValue]) => ({ TagKey, TagValue })), ...position };
  },
};
