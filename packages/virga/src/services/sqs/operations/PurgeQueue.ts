import type { PurgeQueueCommandInput } from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { namedQueue, onQueue } from "../access.ts";
import { purgeQueueInProgress } from "../errors.ts";
import { minute } from "../model.ts";
import type { SqsState } from "../state.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html */
export const PurgeQueue: Operation<SqsState, PurgeQueueCommandInput, object> = {
  authorize: onQueue("PurgeQueue"),
  handle(call, input) {
    const name = namedQueue(call, input);
    call.state.transact((transaction) => {
      const queue = call.state.queue(transaction, name);
      if (queue.purged !== undefined && call.now < queue.purged + minute) throw purgeQueueInProgress(queue.name);
      // The old messages are no queue's any more; deleting them takes as long as it takes.
      const messagesId = call.host.ids.text(20);
      call.state.messages.renew(transaction, queue.messagesId, messagesId);
      call.state.discard(transaction, queue.messagesId, call.now);
      call.state.metrics.touched(queue);
      call.state.putQueue(transaction, { ...queue, messagesId, purged: call.now });
    });
    return {};
  },
};
