import { createHash } from "node:crypto";
import type { SendMessageRequest, SendMessageResult } from "@aws-sdk/client-sqs";
import type { Transaction } from "../../kernel/store.ts";
import { type SqsCall, senderId } from "./access.ts";
import { invalidMessageContents, invalidParameter, invalidValue, messageTooLong, missingParameter } from "./errors.ts";
import { attributesMd5, attributesSize, isMessageText, storedAttributes, traceHeaderOf } from "./message-attributes.ts";
import type { MessageContent, Queue } from "./model.ts";

/** What a send says of a message, alone or in a batch. */
export type Sent = Omit<SendMessageRequest, "QueueUrl">;

/** A message that has been checked and can be put into its queue. */
export interface PreparedMessage {
  readonly content: MessageContent;
  /** Bytes of the body and the attributes. */
  readonly size: number;
  readonly result: SendMessageResult;
}

const idPattern = /^[A-Za-z0-9!-/:-@[-`{-~]{1,128}$/;
const notForThisType = "The request include parameter that is not valid for this queue type.";

/** Checks what a message of a FIFO queue must have; `missingGroup` is the error of a message without a group. */
export function checkFifo(queue: Queue, sent: Sent, missingGroup = missingParameter("MessageGroupId")): void {
  const { MessageGroupId: group, MessageDeduplicationId: id, DelaySeconds: delay } = sent;
  if (group !== undefined && !idPattern.test(group)) throw invalidId(group, "MessageGroupId");
  if (!queue.fifo) {
    if (id !== undefined) throw invalidValue(id, "MessageDeduplicationId", notForThisType);
    return;
  }
  if (group === undefined) throw missingGroup;
  if (delay !== undefined && delay !== 0) throw invalidValue(delay, "DelaySeconds", notForThisType);
  if (id !== undefined && !idPattern.test(id)) throw invalidId(id, "MessageDeduplicationId");
  if (id === undefined && !queue.contentBasedDeduplication) {
    throw invalidParameter(
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  }
}

function invalidId(value: string, parameter: string) {
  const reason = `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`;
  return invalidValue(value, parameter, reason);
}

/** Checks a message and makes it ready to be kept. @throws AwsError InvalidParameterValue, InvalidMessageContents */
export function prepareMessage(call: SqsCall, queue: Queue, sent: Sent): PreparedMessage {
  const { MessageBody: body = "", DelaySeconds: delay = queue.delaySeconds } = sent;
  if (body === "") throw missingParameter("MessageBody");
  if (!isMessageText(body)) throw invalidMessageContents();
  if (!(Number.isInteger(delay) && delay >= 0 && delay <= 900)) {
    throw invalidValue(delay, "DelaySeconds", "DelaySeconds must be >= 0 and <= 900.");
  }
  const attributes = storedAttributes(sent.MessageAttributes);
  const trace = traceHeaderOf(sent.MessageSystemAttributes);
  const size = Buffer.byteLength(body) + attributesSize(attributes);
  if (size > queue.maximumMessageSize) throw messageTooLong(queue.maximumMessageSize);
  const md5 = createHash("md5").update(body).digest("hex");
  const id = call.host.ids.uuid();
  const content: MessageContent = {
    id,
    body,
    md5,
    senderId: senderId(call.principal),
    sent: call.now,
    from: call.now + delay * 1000,
    ...(attributes && { attributes }),
    ...(trace && { traceHeader: trace.text! }),
    ...(sent.MessageGroupId !== undefined && { groupId: sent.MessageGroupId }),
    ...(queue.fifo && { deduplicationId: sent.MessageDeduplicationId ?? sha256(body) }),
  };
  const result: SendMessageResult = {
    MD5OfMessageBody: md5,
    ...(attributes && { MD5OfMessageAttributes: attributesMd5(attributes) }),
    ...(trace && { MD5OfMessageSystemAttributes: attributesMd5({ AWSTraceHeader: trace }) }),
    MessageId: id,
  };
  return { content, size, result };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Puts messages into their queue, but for those that a FIFO queue has seen in the last five minutes; gives the answers. */
export function putMessages(
  call: SqsCall,
  transaction: Transaction,
  queue: Queue,
  prepared: readonly PreparedMessage[],
): SendMessageResult[] {
  const { messages, metrics } = call.state;
  metrics.sent(
    queue,
    prepared.map(({ size }) => size),
  );
  if (queue.fifo) return prepared.map((message) => putOnce(call, transaction, queue, message));
  const arriving = prepared.map(({ content }) => ({ content, enqueued: call.now }));
  messages.send(transaction, queue, call.now, arriving);
  return prepared.map(({ result }) => result);
}

function putOnce(
  call: SqsCall,
  transaction: Transaction,
  queue: Queue,
  { content, result }: PreparedMessage,
): SendMessageResult {
  const { messages, sends } = call.state;
  const scope = queue.deduplicationScope === "queue" ? "queue" : `group ${content.groupId!}`;
  const id = [scope, content.deduplicationId!];
  const first = sends.find(transaction, queue.messagesId, id, call.now);
  if (first) return { ...result, MessageId: first.messageId, SequenceNumber: first.sequenceNumber };
  const [sequenceNumber = ""] = messages.send(transaction, queue, call.now, [{ content, enqueued: call.now }]);
  sends.remember(transaction, queue.messagesId, id, { messageId: content.id, sequenceNumber }, call.now);
  return { ...result, SequenceNumber: sequenceNumber };
}
