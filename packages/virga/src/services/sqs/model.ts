import { formatArn } from "../../kernel/arns.ts";

/** Account and region: every queue belongs to one pair. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** What identifies a queue for callers. */
export interface QueueName extends Place {
  readonly name: string;
}

/** Where the messages go that were received too often. */
export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** Which queues may use a queue as their dead-letter queue. */
export interface RedriveAllowPolicy {
  readonly redrivePermission: "allowAll" | "denyAll" | "byQueue";
  readonly sourceQueueArns?: readonly string[];
}

/** A queue. Instants are epoch milliseconds, durations seconds, sizes bytes. */
export interface Queue extends QueueName {
  /** Names its messages; a purge gives it a new one. */
  readonly messagesId: string;
  readonly fifo: boolean;
  readonly created: number;
  readonly modified: number;
  readonly purged?: number;
  readonly visibilityTimeout: number;
  readonly maximumMessageSize: number;
  readonly messageRetentionPeriod: number;
  readonly delaySeconds: number;
  readonly receiveMessageWaitTimeSeconds: number;
  readonly policy?: string;
  readonly redrivePolicy?: RedrivePolicy;
  readonly redriveAllowPolicy?: RedriveAllowPolicy;
  readonly kmsMasterKeyId?: string;
  readonly kmsDataKeyReusePeriodSeconds?: number;
  readonly sqsManagedSseEnabled: boolean;
  readonly contentBasedDeduplication: boolean;
  readonly deduplicationScope: "queue" | "messageGroup";
  readonly fifoThroughputLimit: "perQueue" | "perMessageGroupId";
  readonly tags: Readonly<Record<string, string>>;
}

/** A message attribute as it is kept: binary values in base64. */
export interface StoredAttribute {
  readonly type: string;
  readonly text?: string;
  readonly binary?: string;
}

export type StoredAttributes = Readonly<Record<string, StoredAttribute>>;

/** What of a message never changes while it is in a queue. */
export interface MessageContent {
  readonly id: string;
  readonly body: string;
  readonly md5: string;
  readonly senderId: string;
  /** Epoch milliseconds, as `SentTimestamp` shows it. */
  readonly sent: number;
  /** When it can be received for the first time: epoch milliseconds. */
  readonly from: number;
  readonly attributes?: StoredAttributes;
  readonly traceHeader?: string;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly sequenceNumber?: string;
  /** The queue that the message came from when it was received too often. */
  readonly deadLetterSource?: string;
}

/** Bytes: of a message with its attributes, and of a batch. Raised from 256 KiB to 1 MiB in August 2025. */
export const largestMessage = 1_048_576;
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html */
export const mostInFlight = 120_000;
export const longestVisibility = 43_200;
export const deduplicationMilliseconds = 300_000;
/** How long a name stays taken after its queue was deleted, and how far purges are apart. */
export const minute = 60_000;

export function queueArn({ region, account, name }: QueueName): string {
  return formatArn("sqs", region, account, name);
}

/** The queue's name in an ARN; undefined for a text that is no queue's ARN. */
export function parseQueueArn(arn: string): QueueName | undefined {
  const [, region = "", account = "", name = ""] =
    /^arn:aws[\w-]*:sqs:([\w-]+):(\d{12}):([\w-]{1,80}(?:\.fifo)?)$/.exec(arn) ?? [];
  return name === "" ? undefined : { account, region, name };
}

/** `<endpoint>/<account>/<name>`: SDKs send requests to the URL's host. */
export function queueUrl(endpoint: string, { account, name }: QueueName): string {
  return `${endpoint}/${account}/${name}`;
}

/** The account and name at the end of a queue's URL or path; undefined if it is none. */
export function parseQueueUrl(url: string): { readonly account: string; readonly name: string } | undefined {
  const [, account = "", name = ""] = /\/(\d{12})\/([\w.-]+)\/?$/.exec(url) ?? [];
  return name === "" ? undefined : { account, name };
}
