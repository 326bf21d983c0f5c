import { AwsError } from "../../kernel/errors.ts";
import { parsePolicyDocument } from "../../kernel/iam/policy-document.ts";
import { invalidParameter, notImplemented } from "./errors.ts";
import { defaultPolicy, type Topic, topicArn } from "./model.ts";

const flags = new Set(["true", "false"]);
const oneOf =
  (...values: readonly string[]) =>
  (value: string) =>
    values.includes(value);

/** The attributes that are kept as they are given, with what their values may be. */
const kept: Readonly<Record<string, (value: string) => boolean>> = {
  ContentBasedDeduplication: (value) => flags.has(value),
  DeliveryPolicy: isJson,
  DisplayName: (value) => value.length <= 100,
  FifoThroughputScope: oneOf("Topic", "MessageGroup"),
  FifoTopic: (value) => flags.has(value),
  KmsMasterKeyId: () => true,
  SignatureVersion: oneOf("1", "2"),
  TracingConfig: oneOf("PassThrough", "Active"),
};

const refused = /FeedbackRoleArn$|FeedbackSampleRate$|^ArchivePolicy$|^DataProtectionPolicy$/;

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}

/**
 * A topic with an attribute set; an empty value takes it away. `where` stands before what is wrong with it.
 * @throws AwsError InvalidParameter
 */
export function withAttribute(topic: Topic, name: string, value: string, where = ""): Topic {
  if (name === "Policy") return { ...topic, policy: value === "" ? defaultPolicy(topic) : checkedPolicy(value) };
  if (refused.test(name)) throw notImplemented(`the attribute ${name}`);
  const isValid = Object.hasOwn(kept, name) ? kept[name] : undefined;
  if (!isValid) throw invalidParameter(where === "" ? "AttributeName" : `${where}Unknown attribute ${name}`);
  const { [name]: _before, ...others } = topic.attributes;
  if (value === "") return { ...topic, attributes: others };
  if (!isValid(value)) throw invalidParameter(`${where}${name}`);
  return { ...topic, attributes: { ...others, [name]: value } };
}

function checkedPolicy(text: string): string {
  try {
    parsePolicyDocument(text, "resource");
    return text;
  } catch (thrown) {
    if (thrown instanceof AwsError) throw invalidParameter(`Policy Error: ${thrown.message}`);
    throw thrown;
  }
}

const healthyRetryPolicy = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numMaxDelayRetries: 0,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  backoffFunction: "linear",
};

/** How endpoints of the protocol http are tried again, which a topic shows whether it has such endpoints or not. */
const effectiveDeliveryPolicy = {
  http: {
    defaultHealthyRetryPolicy: healthyRetryPolicy,
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: "text/plain; charset=UTF-8" },
  },
};

/** A topic's attributes in AWS's form. */
export function topicAttributes(
  topic: Topic,
  counts: { readonly confirmed: number; readonly pending: number },
): Record<string, string> {
  const { attributes } = topic;
  const effective = attributes.DeliveryPolicy ?? JSON.stringify(effectiveDeliveryPolicy);
  return {
    ...attributes,
    ...(topic.fifo && {
      FifoTopic: "true",
      ContentBasedDeduplication: attributes.ContentBasedDeduplication ?? "false",
    }),
    TopicArn: topicArn(topic),
    Owner: topic.account,
    Policy: topic.policy,
    DisplayName: attributes.DisplayName ?? "",
    EffectiveDeliveryPolicy: effective,
    SubscriptionsConfirmed: String(counts.confirmed),
    SubscriptionsPending: String(counts.pending),
    SubscriptionsDeleted: String(topic.subscriptionsDeleted),
  };
}
