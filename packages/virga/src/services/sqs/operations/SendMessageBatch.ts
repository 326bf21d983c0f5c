import type { SendMessageBatchCommandInput, SendMessageBatchCommandOutput } from "@aws-sdk/client-sqs";
import { whenThere } from "../../../kernel/eventual.ts";
import type { Operation } from "../../../kernel/service.ts";
import { namedQueue, onQueue, type SqsCall } from "../access.ts";
import { checkBatch, eachEntry } from "../batches.ts";
import { leaveToSend } from "../encryption.ts";
import { batchTooLong, invalidParameter } from "../errors.ts";
import { largestMessage, type QueueName } from "../model.ts";
import { checkFifo, prepareMessage, putMessages, type Sent } from "../sending.ts";
import type { SqsState } from "../state.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
export const SendMessageBatch: Operation<
  SqsState,
  SendMessageBatchCommandInput,
  Omit<SendMessageBatchCommandOutput, "$metadata">
> = {
  authorize: onQueue("SendMessage"),
  handle(call, input) {
    const name = namedQueue(call, input);
    const entries = checkedEntries(input.Entries);
    return whenThere(leaveToSend(call, name), () => sendAll(call, name, entries));
  },
};

function sendAll(call: SqsCall, name: QueueName, entries: ReturnType<typeof checkedEntries>) {
  const { successful, failed } = call.state.transact((transaction) => {
    const queue = call.state.queue(transaction, name);
    for (const entry of entries) checkFifo(queue, entry, missingGroup());
    const { Successful: prepared = [], Failed: failed } = eachEntry(entries, (entry) => ({
      id: entry.Id!,
      message: prepareMessage(call, queue, entry),
    }));
    const messages = prepared.map(({ message }) => message);
    const results = putMessages(call, transaction, queue, messages);
    const successful = results.map((result, index) => ({ Id: prepared[index]!.id, ...result }));
    return { successful, failed };
  });
  call.state.wake(name);
  return {
    ...(successful.length > 0 && { Successful: successful }),
    ...(failed && { Failed: failed }),
  } as SendMessageBatchCommandOutput;
}

function checkedEntries(given: SendMessageBatchCommandInput["Entries"]) {
  const entries = checkBatch(given, "SendMessageBatchRequestEntry");
  const size = entries.reduce((sum, entry) => sum + entrySize(entry), 0);
  if (size > largestMessage) throw batchTooLong(size);
  return entries;
}

/** In a batch AWS calls a missing group a wrong value. */
function missingGroup() {
  return invalidParameter("The request must contain the parameter MessageGroupId.");
}

function entrySize({ MessageBody: body = "", MessageAttributes: attributes = {} }: Sent): number {
  let size = Buffer.byteLength(body);
  for (const [name, { DataType: type = "", StringValue: text = "", BinaryValue: binary }] of Object.entries(
    attributes,
  )) {
    size += Buffer.byteLength(name) + Buffer.byteLength(type) + Buffer.byteLength(text) + (binary?.byteLength ?? 0);
  }
  return size;
}
