import type { UntagQueueCommandInput } from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { namedQueue, onQueue } from "../access.ts";
import type { SqsState } from "../state.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_UntagQueue.html */
export const UntagQueue: Operation<SqsState, UntagQueueCommandInput, object> = {
  authorize: onQueue("UntagQueue"),
  handle(call, input) {
    const name = namedQueue(call, input);
    const keys = new Set(input.TagKeys);
    call.state.transact((transaction) => {
      const queue = call.state.queue(transaction, name);
      const tags = Object.fromEntries(Object.entries(queue.tags).filter(([key]) => !keys.has(key)));
      call.state.putQueue(transaction, { ...queue, tags });
    });
    return {};
  },
};
