import type { DeleteMessageBatchCommandInput, DeleteMessageBatchCommandOutput } from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { namedQueue, onQueue } from "../access.ts";
import { checkBatch, eachEntry } from "../batches.ts";
import type { SqsState } from "../state.ts";
import { deleteMessage } from "../visibility.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html */
export const DeleteMessageBatch: Operation<
  SqsState,
  DeleteMessageBatchCommandInput,
  Omit<DeleteMessageBatchCommandOutput, "$metadata">
> = {
  authorize: onQueue("DeleteMessage"),
  handle(call, input) {
    const name = namedQueue(call, input);
    const entries = checkBatch(input.Entries, "DeleteMessageBatchRequestEntry");
    const result = call.state.transact((transaction) => {
      const queue = call.state.queue(transaction, name);
      return eachEntry(entries, ({ Id, ReceiptHandle }) => {
        deleteMessage(call, transaction, queue, ReceiptHandle);
        return { Id };
      });
    });
    call.state.wake(name);
    return result as DeleteMessageBatchCommandOutput;
  },
};
