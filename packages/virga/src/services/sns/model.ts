import { formatArn, tryParseArn } from "../../kernel/arns.ts";
import { invalidParameter } from "./errors.ts";

export interface TopicName {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/** A topic; `attributes` are those that were set, in AWS's form. */
export interface Topic extends TopicName {
  readonly fifo: boolean;
  readonly attributes: Readonly<Record<string, string>>;
  readonly policy: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly subscriptionsDeleted: number;
}

export type Protocol = "sqs" | "lambda";

/** A subscription; `attributes` are those that were set, in AWS's form. */
export interface Subscription {
  readonly id: string;
  readonly topic: TopicName;
  readonly protocol: Protocol;
  readonly endpoint: string;
  readonly owner: string;
  readonly principal: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** What its endpoint's owner confirms it with, as long as it is not confirmed. */
  readonly token?: string;
}

/** A message attribute as it is kept: binary values in base64. */
export interface StoredAttribute {
  readonly Type: string;
  readonly Value: string;
}

export type StoredAttributes = Readonly<Record<string, StoredAttribute>>;

/** A message that was published. */
export interface PublishedMessage {
  readonly id: string;
  readonly kind: "Notification" | "SubscriptionConfirmation";
  /** Epoch milliseconds. */
  readonly published: number;
  readonly subject?: string;
  readonly message: string;
  /** Texts for single protocols, of a message with `MessageStructure` json. */
  readonly byProtocol?: Readonly<Record<string, string>>;
  readonly attributes: StoredAttributes;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly sequenceNumber?: string;
  readonly token?: string;
}

/** Bytes of a message with its attributes. */
export const largestMessage = 262_144;
export const deduplicationMilliseconds = 300_000;

export function topicArn({ region, account, name }: TopicName): string {
  return formatArn("sns", region, account, name);
}

export function subscriptionArn({ topic, id }: Pick<Subscription, "topic" | "id">): string {
  return `${topicArn(topic)}:${id}`;
}

/** @throws AwsError InvalidParameter */
export function parseTopicArn(arn: string | undefined, parameter = "TopicArn"): TopicName {
  const parts = (arn ?? "").split(":");
  if (parts.length < 6) {
    throw invalidParameter(`${parameter} Reason: An ARN must have at least 6 elements, not ${String(parts.length)}`);
  }
  const parsed = tryParseArn(arn ?? "");
  if (parsed?.service !== "sns" || !/^[\w-]{1,256}(\.fifo)?$/.test(parsed.resource)) throw invalidParameter(parameter);
  return { account: parsed.account, region: parsed.region, name: parsed.resource };
}

/** @throws AwsError InvalidParameter */
export function parseSubscriptionArn(arn: string | undefined): { readonly topic: TopicName; readonly id: string } {
  const [, topic = "", id = ""] = /^(.*):([0-9a-f-]{36})$/.exec(arn ?? "") ?? [];
  if (id === "") {
    const { length } = (arn ?? "").split(":");
    const reason = `Reason: An ARN must have at least 6 elements, not ${String(length)}`;
    throw invalidParameter(length < 6 ? `SubscriptionArn ${reason}` : "SubscriptionId");
  }
  return { topic: parseTopicArn(topic, "SubscriptionArn"), id };
}

export function defaultPolicy(topic: TopicName): string {
  const actions = [
    "GetTopicAttributes",
    "SetTopicAttributes",
    "AddPermission",
    "RemovePermission",
    "DeleteTopic",
    "Subscribe",
    "ListSubscriptionsByTopic",
    "Publish",
  ];
  return JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: actions.map((action) => `SNS:${action}`),
        Resource: topicArn(topic),
        Condition: { StringEquals: { "AWS:SourceOwner": topic.account } },
      },
    ],
  });
}
