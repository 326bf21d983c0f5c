import type { ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import type { KinesisState } from "../state.ts";
import { onResource, requireResource } from "../streams.ts";
import { listTags } from "../tags.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListTagsForResource.html */
export const ListTagsForResource: Operation<
  KinesisState,
  ListTagsForResourceCommandInput,
  Omit<ListTagsForResourceCommandOutput, "$metadata">
> = {
  authorize: onResource("ListTagsForResource"),
  handle(call, { ResourceARN: arn = "" }) {
    const { stream, consumer } = requireResource(call, call.state.reader, arn);
    return { Tags: listTags((consumer ?? stream).tags) };
  },
};
