import type { RemoveTagsFromStreamCommandInput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import type { KinesisState } from "../state.ts";
import { changeStream, onStream } from "../streams.ts";
import { withoutTags } from "../tags.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_RemoveTagsFromStream.html */
export const RemoveTagsFromStream: Operation<KinesisState, RemoveTagsFromStreamCommandInput, object> = {
  authorize: onStream("RemoveTagsFromStream"),
  handle(call, input) {
    changeStream(call, input, (stream) => ({ ...stream, tags: withoutTags(stream, stream.tags, input.TagKeys!) }));
    return {};
  },
};
