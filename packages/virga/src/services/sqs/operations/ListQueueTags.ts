import type { ListQueueTagsCommandInput, ListQueueTagsCommandOutput } from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { namedQueue, onQueue } from "../access.ts";
import type { SqsState } from "../state.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueueTags.html */
export const ListQueueTags: Operation<
  SqsState,
  ListQueueTagsCommandInput,
  Omit<ListQueueTagsCommandOutput, "$metadata">
> = {
  authorize: onQueue("ListQueueTags"),
  handle(call, input) {
    const { tags } = call.state.queue(call.state.reader, namedQueue(call, input));
    return Object.keys(tags).length === 0 ? {} : { Tags: tags };
  },
};
