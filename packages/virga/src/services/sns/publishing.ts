import { createHash } from "node:crypto";
import type { MessageAttributeValue, PublishInput } from "@aws-sdk/client-sns";
import type { Transaction } from "../../kernel/store.ts";
import type { SnsCall } from "./access.ts";
import { invalidParameter } from "./errors.ts";
import type { FilterPolicies } from "./filter-policy.ts";
import {
  largestMessage,
  type PublishedMessage,
  type StoredAttribute,
  type StoredAttributes,
  type Subscription,
  type Topic,
  topicArn,
} from "./model.ts";
import type { Delivery } from "./state.ts";
import { scopeOf } from "./subscription-attributes.ts";
import { countTopic } from "./topic-metrics.ts";

type Published = Omit<PublishInput, "TopicArn" | "TargetArn" | "PhoneNumber">;

/** Checks a message. @throws AwsError InvalidParameter */
export function preparedMessage(call: SnsCall, topic: Topic, input: Published): PublishedMessage {
  const { Message: message = "", Subject: subject, MessageStructure: structure } = input;
  if (message === "") throw invalidParameter("Empty message");
  if (subject !== undefined && !/^[\x21-\x7e][\x20-\x7e]{0,99}$/.test(subject)) throw invalidParameter("Subject");
  if (structure !== undefined && structure !== "json") throw invalidParameter("MessageStructure");
  const attributes = storedAttributes(input.MessageAttributes);
  if (messageSize(input) > largestMessage) throw invalidParameter("Message too long");
  return {
    id: call.host.ids.uuid(),
    kind: "Notification",
    published: call.now,
    message,
    ...(subject !== undefined && { subject }),
    ...(structure === "json" && { byProtocol: textsByProtocol(message) }),
    attributes,
    ...orderOf(topic, input),
  };
}

/** Bytes of a message with its attributes. */
export function messageSize({ Message: message = "", MessageAttributes: attributes = {} }: Published): number {
  let size = Buffer.byteLength(message);
  for (const [name, { DataType: type = "", StringValue: text = "", BinaryValue: binary }] of Object.entries(
    attributes,
  )) {
    size += Buffer.byteLength(name) + Buffer.byteLength(type) + Buffer.byteLength(text) + (binary?.byteLength ?? 0);
  }
  return size;
}

function textsByProtocol(text: string): Record<string, string> {
  let texts: unknown;
  try {
    texts = JSON.parse(text);
  } catch {
    throw invalidParameter("Message Structure - JSON message body failed to parse");
  }
  const entries = Object.entries(typeof texts === "object" && texts !== null ? texts : {});
  const found = Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
  if (found.default === undefined) {
    throw invalidParameter("Message Structure - No default entry in JSON message body");
  }
  return found;
}

function orderOf(topic: Topic, input: Published): Pick<PublishedMessage, "groupId" | "deduplicationId"> {
  const { MessageGroupId: groupId, MessageDeduplicationId: given, Message: message = "" } = input;
  if (!topic.fifo) {
    if (given !== undefined) {
      throw invalidParameter(
        "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type",
      );
    }
    return groupId === undefined ? {} : { groupId };
  }
  if (groupId === undefined) throw invalidParameter("The MessageGroupId parameter is required for FIFO topics");
  if (given !== undefined) return { groupId, deduplicationId: given };
  if (topic.attributes.ContentBasedDeduplication !== "true") {
    throw invalidParameter(
      "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  }
  return { groupId, deduplicationId: createHash("sha256").update(message).digest("hex") };
}

function storedAttributes(given: Readonly<Record<string, MessageAttributeValue>> = {}): StoredAttributes {
  const entries = Object.entries(given).map(([name, value]) => [name, storedAttribute(name, value)] as const);
  return Object.fromEntries(entries);
}

function storedAttribute(name: string, value: MessageAttributeValue): StoredAttribute {
  const { DataType: Type = "", StringValue: text, BinaryValue: binary } = value;
  if (!/^[A-Za-z0-9_.-]{1,256}$/.test(name))
    throw invalidParameter(`MessageAttributes Reason: The name '${name}' is invalid`);
  if (!/^(String|Number|Binary)(\..+)?$/.test(Type)) {
    throw invalidParameter(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  if (Type.startsWith("Binary")) {
    if (!binary || binary.byteLength === 0) throw emptyAttribute(name, Type);
    return { Type, Value: Buffer.from(binary).toString("base64") };
  }
  if (text === undefined || text === "") throw emptyAttribute(name, Type);
  if (Type.startsWith("Number") && (text.trim() === "" || Number.isNaN(Number(text)))) {
    throw invalidParameter(`The message attribute '${name}' value is not a number.`);
  }
  return { Type, Value: text };
}

function emptyAttribute(name: string, type: string) {
  const kind = type.split(".")[0] ?? type;
  return invalidParameter(
    `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${kind}'.`,
  );
}

/** What a publisher is answered, and the deliveries that are now in the store. */
export interface Publication {
  readonly answer: { readonly MessageId: string; readonly SequenceNumber?: string };
  readonly deliveries: readonly Delivery[];
}

/** Keeps a message for each subscription that it is for, unless a FIFO topic has seen it in the last five minutes. */
export function publish(
  call: SnsCall,
  transaction: Transaction,
  topic: Topic,
  message: PublishedMessage,
  filters: FilterPolicies,
): Publication {
  countTopic(call.host, topic, "NumberOfMessagesPublished");
  countTopic(call.host, topic, "PublishSize", Buffer.byteLength(message.message), "Bytes");
  if (!topic.fifo) {
    return { answer: { MessageId: message.id }, deliveries: spread(call, transaction, topic, message, filters) };
  }
  const { state, now } = call;
  const owner = topicArn(topic);
  const scope = topic.attributes.FifoThroughputScope === "MessageGroup" ? `group ${message.groupId!}` : "topic";
  const id = [scope, message.deduplicationId!];
  const first = state.publishes.find(transaction, owner, id, now);
  if (first) return { answer: { MessageId: first.id, SequenceNumber: first.sequenceNumber }, deliveries: [] };
  const number = BigInt(state.nextNumber(transaction)) * 1000n;
  const sequenceNumber = String(10_000_000_000_000_000_000n + number);
  state.publishes.remember(transaction, owner, id, { id: message.id, sequenceNumber }, now);
  const deliveries = spread(call, transaction, topic, { ...message, sequenceNumber }, filters);
  return { answer: { MessageId: message.id, SequenceNumber: sequenceNumber }, deliveries };
}

function spread(
  { state, now, host }: SnsCall,
  transaction: Transaction,
  topic: Topic,
  message: PublishedMessage,
  filters: FilterPolicies,
): Delivery[] {
  const isFor = ({ attributes, token }: Subscription): boolean => {
    if (token !== undefined) return false;
    const { FilterPolicy: policy } = attributes;
    const matches = policy === undefined || filters.matches(policy, scopeOf(attributes), message);
    if (!matches) countTopic(host, topic, "NumberOfNotificationsFilteredOut");
    return matches;
  };
  const subscriptions = Array.from(state.subscriptions(transaction, topic)).filter(isFor);
  return subscriptions.map((subscription) => state.addDelivery(transaction, subscription, message, now));
}
