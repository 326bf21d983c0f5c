import { createHash } from "node:crypto";
import { type PublishedMessage, type Subscription, subscriptionArn, type Topic, topicArn } from "./model.ts";

/** What the two forms of a notification, for queues and for functions, are made of. */
function notification(subscription: Subscription, message: PublishedMessage, version: string) {
  const { region } = subscription.topic;
  const arn = subscriptionArn(subscription);
  const text = message.byProtocol?.[subscription.protocol] ?? message.byProtocol?.default ?? message.message;
  const timestamp = new Date(message.published).toISOString();
  const host = `https://sns.${region}.amazonaws.com`;
  return {
    text,
    timestamp,
    certificate: `${host}/SimpleNotificationService-virga.pem`,
    unsubscribe: `${host}/?Action=Unsubscribe&SubscriptionArn=${arn}`,
    confirm: `${host}/?Action=ConfirmSubscription&TopicArn=${topicArn(subscription.topic)}&Token=${message.token ?? ""}`,
    signature: placeholderSignature([message.id, text, timestamp, arn], version),
  };
}

/**
 * What stands where AWS's signature would: of its length, made from the message, but of no key. Nobody but AWS can
 * sign for the certificates that clients take.
 */
function placeholderSignature(parts: readonly string[], version: string): string {
  const digests = Array.from({ length: 4 }, (_, index) =>
    createHash("sha512")
      .update(JSON.stringify([index, version, ...parts]))
      .digest(),
  );
  return Buffer.concat(digests).toString("base64");
}

/** The version of signatures that a topic's notifications name. */
export function signatureVersion(topic: Topic | undefined): string {
  return topic?.attributes.SignatureVersion ?? "1";
}

/**
 * The JSON that a queue gets: https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export function queueEnvelope(subscription: Subscription, message: PublishedMessage, version: string): string {
  const made = notification(subscription, message, version);
  const isConfirmation = message.kind === "SubscriptionConfirmation";
  return JSON.stringify({
    Type: message.kind,
    MessageId: message.id,
    ...(isConfirmation && { Token: message.token }),
    ...(message.sequenceNumber !== undefined && { SequenceNumber: message.sequenceNumber }),
    TopicArn: topicArn(subscription.topic),
    ...(message.subject !== undefined && { Subject: message.subject }),
    Message: made.text,
    ...(isConfirmation && { SubscribeURL: made.confirm }),
    Timestamp: made.timestamp,
    SignatureVersion: version,
    Signature: made.signature,
    SigningCertURL: made.certificate,
    ...(!isConfirmation && { UnsubscribeURL: made.unsubscribe }),
    ...(Object.keys(message.attributes).length > 0 && { MessageAttributes: message.attributes }),
  });
}

/** The event that a function gets: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export function functionEvent(subscription: Subscription, message: PublishedMessage, version: string): string {
  const made = notification(subscription, message, version);
  const Sns = {
    Type: message.kind,
    MessageId: message.id,
    TopicArn: topicArn(subscription.topic),
    Subject: message.subject ?? null,
    Message: made.text,
    Timestamp: made.timestamp,
    SignatureVersion: version,
    Signature: made.signature,
    SigningCertUrl: made.certificate,
    UnsubscribeUrl: made.unsubscribe,
    MessageAttributes: message.attributes,
  };
  const record = { EventSource: "aws:sns", EventVersion: "1.0", EventSubscriptionArn: subscriptionArn(subscription) };
  return JSON.stringify({ Records: [{ ...record, Sns }] });
}

/** The text that a subscription with raw delivery gets. */
export function rawText({ protocol }: Subscription, message: PublishedMessage): string {
  return message.byProtocol?.[protocol] ?? message.byProtocol?.default ?? message.message;
}
