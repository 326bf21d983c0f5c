import type { DeleteMessageCommandInput } from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { namedQueue, onQueue } from "../access.ts";
import type { SqsState } from "../state.ts";
import { deleteMessage } from "../visibility.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html */
export const DeleteMessage: Operation<SqsState, DeleteMessageCommandInput, object> = {
  authorize: onQueue("DeleteMessage"),
  handle(call, input) {
    const name = namedQueue(call, input);
    call.state.transact((transaction) => {
      deleteMessage(call, transaction, call.state.queue(transaction, name), input.ReceiptHandle);
    });
    call.state.wake(name);
    return {};
  },
};
