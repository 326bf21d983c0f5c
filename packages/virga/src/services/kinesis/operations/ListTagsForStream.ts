import type { ListTagsForStreamCommandInput, ListTagsForStreamCommandOutput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import type { KinesisState } from "../state.ts";
import { onStream, requireStream } from "../streams.ts";
import { listTags } from "../tags.ts";

const mostTags = 50;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListTagsForStream.html */
export const ListTagsForStream: Operation<
  KinesisState,
  ListTagsForStreamCommandInput,
  Omit<ListTagsForStreamCommandOutput, "$metadata">
> = {
  authorize: onStream("ListTagsForStream"),
  handle(call, input) {
    const { Limit = mostTags, ExclusiveStartTagKey: start = "" } = input;
    const tags = listTags(requireStream(call, call.state.reader, input).tags).filter(({ Key }) => Key > start);
    return { Tags: tags.slice(0, Limit), HasMoreTags: tags.length > Limit };
  },
};
