import type { AddTagsToStreamCommandInput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import type { KinesisState } from "../state.ts";
import { changeStream, onStream } from "../streams.ts";
import { withTags } from "../tags.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_AddTagsToStream.html */
export const AddTagsToStream: Operation<KinesisState, AddTagsToStreamCommandInput, object> = {
  authorize: onStream("AddTagsToStream"),
  handle(call, input) {
    changeStream(call, input, (stream) => ({ ...stream, tags: withTags(stream, stream.tags, input.Tags!) }));
    return {};
  },
};
