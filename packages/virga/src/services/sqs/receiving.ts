import type { Message, ReceiveMessageRequest } from "@aws-sdk/client-sqs";
import type { Transaction } from "../../kernel/store.ts";
import type { SqsCall } from "./access.ts";
import { invalidValue, overLimit, unknownAttribute } from "./errors.ts";
import { answeredAttributes, attributeSelection } from "./message-attributes.ts";
import { type Queue, type QueueName, queueArn } from "./model.ts";
import type { Attempt } from "./polls.ts";
import type { ReceivedMessage } from "./queue-messages.ts";
import { writeReceiptHandle } from "./receipt-handles.ts";
import { checkVisibility } from "./visibility.ts";

/** What a receive asks for, checked. */
export interface ReceiveOptions {
  readonly most: number;
  /** Seconds; the queue's own unless given. */
  readonly visibility?: number;
  readonly attemptId?: string;
  readonly systemAttributes: readonly string[];
  readonly selectAttributes: ReturnType<typeof attributeSelection>;
}

const systemAttributeNames = new Set([
  "All",
  "SenderId",
  "SentTimestamp",
  "ApproximateReceiveCount",
  "ApproximateFirstReceiveTimestamp",
  "SequenceNumber",
  "MessageDeduplicationId",
  "MessageGroupId",
  "AWSTraceHeader",
  "DeadLetterQueueSourceArn",
]);

/** Checks a receive's input. @throws AwsError InvalidParameterValue, InvalidAttributeName */
export function receiveOptions(input: ReceiveMessageRequest): ReceiveOptions {
  const { MaxNumberOfMessages: most = 1, VisibilityTimeout: visibility, ReceiveRequestAttemptId: attemptId } = input;
  if (!(Number.isInteger(most) && most >= 1 && most <= 10)) {
    throw invalidValue(most, "MaxNumberOfMessages", "Must be between 1 and 10, if provided.");
  }
  if (visibility !== undefined) checkVisibility(visibility);
  const systemAttributes = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])] as string[];
  const unknown = systemAttributes.find((name) => !systemAttributeNames.has(name));
  if (unknown !== undefined) throw unknownAttribute(unknown);
  return {
    most,
    ...(visibility !== undefined && { visibility }),
    ...(attemptId !== undefined && { attemptId }),
    systemAttributes,
    selectAttributes: attributeSelection(input.MessageAttributeNames ?? []),
  };
}

/** Receives once: gives messages, or when the passing of time may bring some. `mayFail`: tells of a full queue. */
export function attemptReceive(
  call: SqsCall,
  name: QueueName,
  options: ReceiveOptions,
  mayFail: boolean,
): Attempt<Message[]> {
  const { state } = call;
  const now = call.host.clock.now();
  let deadLetterQueue: Queue | undefined;
  const { queue, received } = state.transact((transaction) => {
    const found = state.queue(transaction, name);
    const again = receivedBefore(call, transaction, found, options, now);
    if (again) return { queue: found, received: again };
    const target = found.redrivePolicy && state.findByArn(transaction, found.redrivePolicy.deadLetterTargetArn, found);
    const visibility = (options.visibility ?? found.visibilityTimeout) * 1000;
    const movesDeadLetters = target !== undefined;
    const outcome = state.messages.receive(
      transaction,
      found,
      { most: options.most, visibility, movesDeadLetters },
      now,
    );
    if (outcome.isFull && !found.fifo && mayFail) {
      throw overLimit("Too many messages are in flight: delete messages or wait until they are visible again.");
    }
    if (target && outcome.deadLetters.length > 0) {
      const deadLetterSource = queueArn(found);
      const moved = outcome.deadLetters.map(({ content, enqueued }) => ({
        content: { ...content, from: now, deadLetterSource, ...(found.fifo && { sent: now }) },
        enqueued: found.fifo ? now : enqueued,
      }));
      state.messages.send(transaction, target, now, moved);
      deadLetterQueue = target;
    }
    rememberAttempt(call, transaction, found, options, outcome.received, now);
    return { queue: found, received: outcome.received };
  });
  if (deadLetterQueue) state.wake(deadLetterQueue);
  if (received.length === 0) {
    const nextDue = state.messages.nextDue(state.reader, queue);
    state.wakeAt(queue, nextDue);
    return { nextDue };
  }
  return { result: received.map((message) => answeredMessage(message, options)) };
}

/**
 * What an earlier receive with the same attempt id received: it is received again, hidden anew.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
function receivedBefore(
  call: SqsCall,
  transaction: Transaction,
  queue: Queue,
  { attemptId, visibility = queue.visibilityTimeout }: ReceiveOptions,
  now: number,
): ReceivedMessage[] | undefined {
  if (attemptId === undefined || !queue.fifo) return undefined;
  const { attempts, messages } = call.state;
  const receipts = attempts.find(transaction, queue.messagesId, [attemptId], now);
  if (!receipts) return undefined;
  const states = receipts.map((receipt) => messages.isInFlight(transaction, queue, receipt, now));
  if (states.every((state) => state === "in-flight")) {
    const until = now + visibility * 1000;
    for (const receipt of receipts) messages.changeVisibility(transaction, queue, receipt, until, now, () => {});
    return receipts.map((receipt) => messages.inFlight(transaction, receipt));
  }
  if (states.includes("gone")) {
    const reason = "The receiveRequestAttemptId is not valid anymore since the receive call is not retryable.";
    throw invalidValue(attemptId, "ReceiveRequestAttemptId", reason);
  }
  attempts.forget(transaction, queue.messagesId, [attemptId]);
  return undefined;
}

function rememberAttempt(
  call: SqsCall,
  transaction: Transaction,
  queue: Queue,
  { attemptId }: ReceiveOptions,
  received: readonly ReceivedMessage[],
  now: number,
): void {
  if (attemptId === undefined || !queue.fifo || received.length === 0) return;
  const receipts = received.map(({ receipt }) => receipt);
  call.state.attempts.remember(transaction, queue.messagesId, [attemptId], receipts, now);
}

function answeredMessage(message: ReceivedMessage, options: ReceiveOptions): Message {
  const { content, receipt } = message;
  const attributes = systemAttributes(message, options.systemAttributes);
  return {
    MessageId: content.id,
    ReceiptHandle: writeReceiptHandle(receipt),
    MD5OfBody: content.md5,
    Body: content.body,
    ...(attributes && { Attributes: attributes }),
    ...(content.attributes && answeredAttributes(options.selectAttributes(content.attributes))),
  };
}

function systemAttributes(
  { content, handling }: ReceivedMessage,
  names: readonly string[],
): Record<string, string> | undefined {
  if (names.length === 0) return undefined;
  const known: Readonly<Record<string, string | undefined>> = {
    SenderId: content.senderId,
    ApproximateFirstReceiveTimestamp: String(handling.first),
    ApproximateReceiveCount: String(handling.receives),
    SentTimestamp: String(content.sent),
    SequenceNumber: content.sequenceNumber,
    MessageDeduplicationId: content.deduplicationId,
    MessageGroupId: content.groupId,
    AWSTraceHeader: content.traceHeader,
    DeadLetterQueueSourceArn: content.deadLetterSource,
  };
  const all = names.includes("All");
  const chosen = Object.entries(known).filter(([name, value]) => value !== undefined && (all || names.includes(name)));
  return chosen.length === 0 ? undefined : (Object.fromEntries(chosen) as Record<string, string>);
}
