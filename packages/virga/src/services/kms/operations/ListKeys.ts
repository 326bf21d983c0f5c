import type { ListKeysCommandInput, ListKeysCommandOutput } from "@aws-sdk/client-kms";
import { type KmsOperation, onEverything } from "../access.ts";
import { afterMarker, takeMarkedPage } from "../listing.ts";
import { keyArn } from "../model.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html */
export const ListKeys: KmsOperation<ListKeysCommandInput, ListKeysCommandOutput> = {
  authorize: onEverything("ListKeys"),
  handle(call, input) {
    const { state } = call;
    const keys = state.keys(state.reader, call, afterMarker(input));
    const { items, position } = takeMarkedPage(keys, input, 100, ({ id }) => id);
    return { Keys: items.map((key) => ({ KeyId: key.id, KeyArn: keyArn(key) })), ...position };
  },
};
