import { AwsError } from "../../kernel/errors.ts";
import { parsePolicyDocument } from "../../kernel/iam/policy-document.ts";
import { invalidAttributeValue, invalidParameter, twoKindsOfEncryption, unknownAttribute } from "./errors.ts";
import { largestMessage, longestVisibility, type Queue, queueArn } from "./model.ts";
import { readRedriveAllowPolicy, readRedrivePolicy } from "./redrive-policies.ts";

/** The settings of a queue that attributes set, in the form in which it is kept. */
export type QueueSettings = Omit<
  Queue,
  "account" | "region" | "name" | "messagesId" | "created" | "modified" | "purged" | "tags"
>;

export const defaultSettings: QueueSettings = {
  fifo: false,
  visibilityTimeout: 30,
  maximumMessageSize: largestMessage,
  messageRetentionPeriod: 345_600,
  delaySeconds: 0,
  receiveMessageWaitTimeSeconds: 0,
  sqsManagedSseEnabled: true,
  contentBasedDeduplication: false,
  deduplicationScope: "queue",
  fifoThroughputLimit: "perQueue",
};

type Change = { -readonly [K in keyof QueueSettings]?: QueueSettings[K] | undefined };

interface Attribute {
  /** Only FIFO queues have it. */
  readonly fifo?: true;
  read(value: string, change: Change): void;
  /** Its text; undefined if the queue does not have it. */
  write(queue: Queue): string | undefined;
}

type Numeric = "visibilityTimeout" | "maximumMessageSize" | "messageRetentionPeriod" | "delaySeconds";

function whole(name: string, value: string, least: number, most: number): number {
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= least && number <= most)) throw invalidAttributeValue(name);
  return number;
}

function numeric(
  name: string,
  key: Numeric | "receiveMessageWaitTimeSeconds" | "kmsDataKeyReusePeriodSeconds",
  least: number,
  most: number,
): Attribute {
  return {
    read: (value, change) => {
      change[key] = whole(name, value, least, most);
    },
    write: (queue) => queue[key]?.toString(),
  };
}

function flag(name: string, value: string): boolean {
  if (value !== "true" && value !== "false") throw invalidAttributeValue(name);
  return value === "true";
}

function oneOf<const T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw invalidAttributeValue(name);
  return found;
}

/** The attributes that can be set: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const attributes: Readonly<Record<string, Attribute>> = {
  VisibilityTimeout: numeric("VisibilityTimeout", "visibilityTimeout", 0, longestVisibility),
  MaximumMessageSize: numeric("MaximumMessageSize", "maximumMessageSize", 1024, largestMessage),
  MessageRetentionPeriod: numeric("MessageRetentionPeriod", "messageRetentionPeriod", 60, 1_209_600),
  DelaySeconds: numeric("DelaySeconds", "delaySeconds", 0, 900),
  ReceiveMessageWaitTimeSeconds: numeric("ReceiveMessageWaitTimeSeconds", "receiveMessageWaitTimeSeconds", 0, 20),
  KmsDataKeyReusePeriodSeconds: numeric("KmsDataKeyReusePeriodSeconds", "kmsDataKeyReusePeriodSeconds", 60, 86_400),
  Policy: {
    read(value, change) {
      if (value !== "") checkPolicy(value);
      change.policy = value === "" ? undefined : value;
    },
    write: (queue) => queue.policy,
  },
  RedrivePolicy: {
    read(value, change) {
      change.redrivePolicy = readRedrivePolicy(value);
    },
    write: ({ redrivePolicy }) => redrivePolicy && JSON.stringify(redrivePolicy),
  },
  RedriveAllowPolicy: {
    read(value, change) {
      change.redriveAllowPolicy = readRedriveAllowPolicy(value);
    },
    write: ({ redriveAllowPolicy }) => redriveAllowPolicy && JSON.stringify(redriveAllowPolicy),
  },
  KmsMasterKeyId: {
    read(value, change) {
      change.kmsMasterKeyId = value === "" ? undefined : value;
    },
    write: (queue) => queue.kmsMasterKeyId,
  },
  SqsManagedSseEnabled: {
    read(value, change) {
      change.sqsManagedSseEnabled = flag("SqsManagedSseEnabled", value);
    },
    write: (queue) => String(queue.sqsManagedSseEnabled),
  },
  FifoQueue: {
    fifo: true,
    read(value, change) {
      if (value !== "true") throw unknownAttribute("FifoQueue");
      change.fifo = true;
    },
    write: () => "true",
  },
  ContentBasedDeduplication: {
    fifo: true,
    read(value, change) {
      change.contentBasedDeduplication = flag("ContentBasedDeduplication", value);
    },
    write: (queue) => String(queue.contentBasedDeduplication),
  },
  DeduplicationScope: {
    fifo: true,
    read(value, change) {
      change.deduplicationScope = oneOf("DeduplicationScope", value, ["queue", "messageGroup"]);
    },
    write: (queue) => queue.deduplicationScope,
  },
  FifoThroughputLimit: {
    fifo: true,
    read(value, change) {
      change.fifoThroughputLimit = oneOf("FifoThroughputLimit", value, ["perQueue", "perMessageGroupId"]);
    },
    write: (queue) => queue.fifoThroughputLimit,
  },
};

function checkPolicy(text: string): void {
  try {
    parsePolicyDocument(text, "resource");
  } catch (thrown) {
    if (thrown instanceof AwsError) throw invalidAttributeValue("Policy", thrown.message);
    throw thrown;
  }
}

/** What may be asked for beside the attributes that can be set. */
const readOnly = new Set([
  "All",
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
  "CreatedTimestamp",
  "LastModifiedTimestamp",
  "QueueArn",
]);

/** Whether an attribute of queues has this name. */
export function isQueueAttribute(name: string): boolean {
  return readOnly.has(name) || Object.hasOwn(attributes, name);
}

/**
 * Reads attributes that set up or change a queue that has `current` settings.
 * @throws AwsError InvalidAttributeName, InvalidAttributeValue
 */
export function changedSettings(
  current: QueueSettings,
  given: Readonly<Record<string, string>>,
  isNew: boolean,
): QueueSettings {
  const change: Change = {};
  const fifo = isNew ? given.FifoQueue === "true" : current.fifo;
  for (const [name, value] of Object.entries(given)) {
    const attribute = Object.hasOwn(attributes, name) ? attributes[name]! : undefined;
    if (!attribute || (attribute.fifo && !fifo)) throw unknownAttribute(name);
    if (name === "FifoQueue" && !isNew && value !== "true") {
      throw invalidAttributeValue(name, "Modifying queue type is not supported.");
    }
    attribute.read(value, change);
  }
  settleEncryption(change);
  const settings = withoutUndefined({ ...current, ...change });
  checkHighThroughput(settings);
  return settings;
}

/** Naming a key ends the encryption with SQS's own keys, and the other way round. */
function settleEncryption(change: Change): void {
  if (change.kmsMasterKeyId !== undefined) {
    if (change.sqsManagedSseEnabled) throw twoKindsOfEncryption();
    change.sqsManagedSseEnabled = false;
  } else if (change.sqsManagedSseEnabled) change.kmsMasterKeyId = undefined;
}

function checkHighThroughput({ fifoThroughputLimit, deduplicationScope }: QueueSettings): void {
  if (fifoThroughputLimit === "perMessageGroupId" && deduplicationScope !== "messageGroup") {
    throw invalidParameter(
      "The perMessageGroupId value of FifoThroughputLimit is allowed only when the value for DeduplicationScope is messageGroup.",
    );
  }
}

function withoutUndefined(settings: object): QueueSettings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as QueueSettings;
}

/** The name of the first given attribute whose value is not the queue's; undefined if all are. */
export function differentAttribute(queue: Queue, given: Readonly<Record<string, string>>): string | undefined {
  const wanted = changedSettings(defaultSettings, given, true);
  return Object.keys(given).find((name) => {
    const attribute = attributes[name]!;
    return attribute.write({ ...queue, ...wanted, fifo: queue.fifo }) !== attribute.write(queue);
  });
}

/** How many messages a queue has, by what can be done with them. */
export interface MessageCounts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** The attributes of a queue that were asked for, in AWS's form. */
export function queueAttributes(
  queue: Queue,
  counts: () => MessageCounts,
  names: readonly string[],
): Record<string, string> {
  const wanted = new Set(names);
  const answer: Record<string, string> = {};
  const add = (name: string, value: () => string | undefined) => {
    const text = wanted.has("All") || wanted.has(name) ? value() : undefined;
    if (text !== undefined) answer[name] = text;
  };
  add("QueueArn", () => queueArn(queue));
  add("ApproximateNumberOfMessages", () => String(counts().visible));
  add("ApproximateNumberOfMessagesNotVisible", () => String(counts().inFlight));
  add("ApproximateNumberOfMessagesDelayed", () => String(counts().delayed));
  add("CreatedTimestamp", () => String(Math.floor(queue.created / 1000)));
  add("LastModifiedTimestamp", () => String(Math.floor(queue.modified / 1000)));
  for (const [name, attribute] of Object.entries(attributes)) {
    if (!attribute.fifo || queue.fifo) add(name, () => attribute.write(queue));
  }
  return answer;
}
