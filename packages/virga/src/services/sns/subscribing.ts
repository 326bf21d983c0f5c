import { principalName } from "../../kernel/principal.ts";
import type { Transaction } from "../../kernel/store.ts";
import type { SnsCall } from "./access.ts";
import { invalidParameter, notImplemented } from "./errors.ts";
import type { Protocol, Subscription, Topic } from "./model.ts";
import type { Delivery } from "./state.ts";
import { newAttributes } from "./subscription-attributes.ts";

const unsupported = new Set(["http", "https", "email", "email-json", "sms", "application", "firehose"]);

/** The protocol of an endpoint, which has to fit it. @throws AwsError InvalidParameter */
export function checkEndpoint(topic: Topic, protocol: string | undefined, endpoint: string | undefined): Protocol {
  if (unsupported.has(protocol ?? "")) throw notImplemented(`subscriptions of the protocol ${protocol!}`);
  if (protocol !== "sqs" && protocol !== "lambda") {
    throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol ?? ""}`);
  }
  if (protocol === "lambda") {
    if (!/^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w:$-]+$/.test(endpoint ?? "")) {
      throw invalidParameter("Lambda endpoint ARN");
    }
    if (topic.fifo) throw invalidParameter("Endpoint Reason: Please use an SQS queue with a FIFO topic");
    return protocol;
  }
  if (!/^arn:aws[\w-]*:sqs:[\w-]+:\d{12}:[\w-]+(\.fifo)?$/.test(endpoint ?? "")) {
    throw invalidParameter("SQS endpoint ARN");
  }
  if (!topic.fifo && endpoint!.endsWith(".fifo")) {
    throw invalidParameter(
      "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics",
    );
  }
  return protocol;
}

interface SubscribeResult {
  readonly subscription: Subscription;
  readonly deliveries: readonly Delivery[];
}

/** Subscribes an endpoint; one of another account has to confirm it first. */
export function subscribe(
  call: SnsCall,
  transaction: Transaction,
  topic: Topic,
  protocol: Protocol,
  endpoint: string,
  given: Readonly<Record<string, string>>,
): SubscribeResult {
  const { state, host, now } = call;
  const attributes = newAttributes(given);
  for (const existing of state.subscriptions(transaction, topic)) {
    if (existing.protocol !== protocol || existing.endpoint !== endpoint) continue;
    if (Object.keys(attributes).some((name) => existing.attributes[name] !== attributes[name])) {
      throw invalidParameter("Attributes Reason: Subscription already exists with different attributes");
    }
    return { subscription: existing, deliveries: [] };
  }
  const owner = endpoint.split(":")[4]!;
  const { account, region, name } = topic;
  const isOwn = owner === call.account;
  const subscription: Subscription = {
    id: host.ids.uuid(),
    topic: { account, region, name },
    protocol,
    endpoint,
    owner: isOwn ? owner : call.account,
    principal: principalName(call.principal),
    attributes,
    ...(!isOwn && { token: host.ids.hex(256) }),
  };
  state.putSubscription(transaction, subscription);
  return { subscription, deliveries: isOwn ? [] : [confirmation(call, transaction, subscription, now)] };
}

function confirmation(call: SnsCall, transaction: Transaction, subscription: Subscription, now: number): Delivery {
  const { topic, token } = subscription;
  const arn = `arn:aws:sns:${topic.region}:${topic.account}:${topic.name}`;
  const message = {
    id: call.host.ids.uuid(),
    kind: "SubscriptionConfirmation" as const,
    published: now,
    message: `You have chosen to subscribe to the topic ${arn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
    attributes: {},
    token: token!,
  };
  return call.state.addDelivery(transaction, subscription, message, now);
}
