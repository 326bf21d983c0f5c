import type { ChangeMessageVisibilityCommandInput } from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { namedQueue, onQueue } from "../access.ts";
import type { SqsState } from "../state.ts";
import { changeVisibility } from "../visibility.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
export const ChangeMessageVisibility: Operation<SqsState, ChangeMessageVisibilityCommandInput, object> = {
  authorize: onQueue("ChangeMessageVisibility"),
  handle(call, input) {
    const name = namedQueue(call, input);
    call.state.transact((transaction) => {
      const queue = call.state.queue(transaction, name);
      changeVisibility(call, transaction, queue, input.ReceiptHandle, input.VisibilityTimeout);
    });
    call.state.wake(name);
    return {};
  },
};
