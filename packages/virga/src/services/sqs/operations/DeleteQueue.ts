import type { DeleteQueueCommandInput } from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { namedQueue, onQueue } from "../access.ts";
import type { SqsState } from "../state.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html */
export const DeleteQueue: Operation<SqsState, DeleteQueueCommandInput, object> = {
  authorize: onQueue("DeleteQueue"),
  handle(call, input) {
    const name = namedQueue(call, input);
    call.state.transact((transaction) => {
      call.state.deleteQueue(transaction, call.state.queue(transaction, name), call.now);
    });
    call.state.wake(name);
    return {};
  },
};
