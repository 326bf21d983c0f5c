import type { TagQueueCommandInput } from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { namedQueue, onQueue } from "../access.ts";
import { missingParameter } from "../errors.ts";
import type { SqsState } from "../state.ts";
import { checkTags } from "../tags.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_TagQueue.html */
export const TagQueue: Operation<SqsState, TagQueueCommandInput, object> = {
  authorize: onQueue("TagQueue"),
  handle(call, input) {
    const name = namedQueue(call, input);
    if (!input.Tags) throw missingParameter("Tags");
    call.state.transact((transaction) => {
      const queue = call.state.queue(transaction, name);
      const tags = { ...queue.tags, ...input.Tags };
      checkTags(tags);
      call.state.putQueue(transaction, { ...queue, tags });
    });
    return {};
  },
};
