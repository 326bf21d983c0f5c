import type {
  ChangeMessageVisibilityBatchCommandInput,
  ChangeMessageVisibilityBatchCommandOutput,
} from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { namedQueue, onQueue } from "../access.ts";
import { checkBatch, eachEntry } from "../batches.ts";
import type { SqsState } from "../state.ts";
import { changeVisibility } from "../visibility.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html */
export const ChangeMessageVisibilityBatch: Operation<
  SqsState,
  ChangeMessageVisibilityBatchCommandInput,
  Omit<ChangeMessageVisibilityBatchCommandOutput, "$metadata">
> = {
  authorize: onQueue("ChangeMessageVisibility"),
  handle(call, input) {
    const name = namedQueue(call, input);
    const entries = checkBatch(input.Entries, "ChangeMessageVisibilityBatchRequestEntry");
    const result = call.state.transact((transaction) => {
      const queue = call.state.queue(transaction, name);
      return eachEntry(entries, ({ Id, ReceiptHandle, VisibilityTimeout }) => {
        changeVisibility(call, transaction, queue, ReceiptHandle, VisibilityTimeout);
        return { Id };
      });
    });
    call.state.wake(name);
    return result as ChangeMessageVisibilityBatchCommandOutput;
  },
};
