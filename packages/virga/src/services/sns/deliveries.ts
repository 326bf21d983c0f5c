import type { MessageAttributeValue } from "@aws-sdk/client-sqs";
import { parseArn } from "../../kernel/arns.ts";
import type { CallContext } from "../../kernel/bus.ts";
import type { Cancellable } from "../../kernel/clock.ts";
import { AwsError, errorMessage } from "../../kernel/errors.ts";
import { type StoredAttributes, subscriptionArn, topicArn } from "./model.ts";
import { functionEvent, queueEnvelope, rawText, signatureVersion } from "./notification.ts";
import type { Delivery, SnsState } from "./state.ts";
import { countTopic } from "./topic-metrics.ts";

const second = 1000;
const mostAttempts = 100_015;
/** How many deliveries are under way at once; further ones wait in their order. */
const mostRunning = 64;

/**
 * How long to wait before the next attempt at an AWS endpoint after so many have failed: three at once, two after a second each,
 * ten after 1 to 20 seconds, then every 20 seconds for 23 days.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
function retryDelay(failed: number): number {
  if (failed <= 3) return 0;
  if (failed <= 5) return second;
  return failed <= 15 ? Math.round(20 ** ((failed - 6) / 9)) * second : 20 * second;
}

/** Errors that another attempt does not mend: the endpoint is gone, or does not let the topic in. */
function isPermanent(thrown: unknown): boolean {
  return thrown instanceof AwsError && thrown.fault === "client" && !/Throttl|TooManyRequests/i.test(thrown.code);
}

/** Brings messages to the endpoints of subscriptions; those of a FIFO topic's group one after the other. */
export class Deliveries {
  readonly #state: SnsState;
  readonly #waiting: Delivery[] = [];
  /** Deliveries behind another one of the same subscription and message group. */
  readonly #lanes = new Map<string, Delivery[]>();
  readonly #retries = new Set<Cancellable>();
  #running = 0;
  #closed = false;

  constructor(state: SnsState) {
    this.#state = state;
  }

  /** Begins with deliveries that are in the store. */
  begin(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) {
      const lane = laneOf(delivery);
      const queue = lane === undefined ? undefined : this.#lanes.get(lane);
      if (queue) queue.push(delivery);
      else {
        if (lane !== undefined) this.#lanes.set(lane, []);
        this.#plan(delivery);
      }
    }
    this.#run();
  }

  close(): void {
    this.#closed = true;
    for (const retry of this.#retries) retry.cancel();
    this.#waiting.length = 0;
  }

  #plan(delivery: Delivery): void {
    const { clock } = this.#state.host;
    if (delivery.due <= clock.now()) {
      this.#waiting.push(delivery);
      return;
    }
    const retry = clock.at(delivery.due, () => {
      this.#retries.delete(retry);
      this.#waiting.push(delivery);
      this.#run();
    });
    this.#retries.add(retry);
  }

  #run(): void {
    while (!this.#closed && this.#running < mostRunning) {
      const delivery = this.#waiting.shift();
      if (!delivery) return;
      this.#running++;
      void this.#attempt(delivery).finally(() => {
        this.#running--;
        this.#run();
      });
    }
  }

  async #attempt(delivery: Delivery): Promise<void> {
    const { host } = this.#state;
    const span = host.tracer.start(`sns delivery to ${delivery.subscription.endpoint}`);
    try {
      await this.#deliver(delivery, { ...contextOf(delivery), span });
      span.end();
      countTopic(host, delivery.subscription.topic, "NumberOfNotificationsDelivered");
      this.#end(delivery);
    } catch (thrown) {
      span.end(errorMessage(thrown));
      if (this.#closed) return;
      const attempts = delivery.attempts + 1;
      if (isPermanent(thrown) || attempts >= mostAttempts) {
        countTopic(host, delivery.subscription.topic, "NumberOfNotificationsFailed");
        await this.#giveUp(delivery);
      } else this.#retry(delivery);
    }
  }

  #retry(delivery: Delivery): void {
    const attempts = delivery.attempts + 1;
    const retried = { ...delivery, attempts, due: this.#state.host.clock.now() + retryDelay(attempts) };
    this.#state.putDelivery(retried);
    this.#plan(retried);
  }

  #end(delivery: Delivery): void {
    if (this.#closed) return;
    this.#state.endDelivery(delivery);
    const lane = laneOf(delivery);
    if (lane === undefined) return;
    const next = this.#lanes.get(lane)?.shift();
    if (next) this.#plan(next);
    else this.#lanes.delete(lane);
  }

  async #deliver(delivery: Delivery, context: CallContext): Promise<void> {
    const { subscription, message } = delivery;
    const version = signatureVersion(this.#state.findTopic(this.#state.reader, subscription.topic));
    if (subscription.protocol === "sqs") {
      await this.#send(subscription.endpoint, delivery, context);
      return;
    }
    const Payload = Buffer.from(functionEvent(subscription, message, version));
    const input = { FunctionName: subscription.endpoint, InvocationType: "Event" as const, Payload };
    await this.#state.host.bus.call("lambda", "Invoke", input, context);
  }

  /** Sends a message to a queue: a subscription's own, or the one for its dead letters. */
  async #send(queueArn: string, { subscription, message }: Delivery, context: CallContext): Promise<void> {
    const { bus, settings } = this.#state.host;
    const { account, region, resource: name } = parseArn(queueArn);
    const isRaw = subscription.attributes.RawMessageDelivery === "true" && message.kind === "Notification";
    const version = signatureVersion(this.#state.findTopic(this.#state.reader, subscription.topic));
    const input = {
      QueueUrl: `${settings.endpoint()}/${account}/${name}`,
      MessageBody: isRaw ? rawText(subscription, message) : queueEnvelope(subscription, message, version),
      ...(isRaw && { MessageAttributes: queueAttributes(message.attributes) }),
      ...(message.groupId !== undefined && { MessageGroupId: message.groupId }),
      ...(name.endsWith(".fifo") && { MessageDeduplicationId: message.deduplicationId ?? message.id }),
    };
    await bus.call("sqs", "SendMessage", input, { ...context, account, region });
  }

  /** Sends what could not be delivered to the subscription's dead-letter queue, if it has one. */
  async #giveUp(delivery: Delivery): Promise<void> {
    const { RedrivePolicy: policy } = delivery.subscription.attributes;
    try {
      if (policy !== undefined) {
        const { deadLetterTargetArn } = JSON.parse(policy) as { deadLetterTargetArn: string };
        await this.#send(deadLetterTargetArn, delivery, contextOf(delivery));
      }
    } catch (thrown) {
      if (this.#closed) return;
      if (!isPermanent(thrown)) {
        this.#retry(delivery);
        return;
      }
      const where = subscriptionArn(delivery.subscription);
      const message = `a message for ${where} could not be delivered, nor sent to its dead-letter queue: ${errorMessage(thrown)}`;
      this.#state.host.report({ level: "warning", source: "sns", message });
    }
    this.#end(delivery);
  }
}

/** Deliveries of the same lane are made in their order. */
function laneOf({ subscription, message }: Delivery): string | undefined {
  return message.sequenceNumber === undefined ? undefined : `${subscription.id} ${message.groupId ?? ""}`;
}

/** SNS calls under its own name, for the topic. */
function contextOf({ subscription }: Delivery): CallContext {
  const { topic, endpoint } = subscription;
  const { account, region } = parseArn(endpoint);
  const sourceArn = topicArn(topic);
  const principal = { kind: "service", service: "sns.amazonaws.com", sourceArn, sourceAccount: topic.account } as const;
  return { principal, account, region };
}

function queueAttributes(attributes: StoredAttributes): Record<string, MessageAttributeValue> {
  const entries = Object.entries(attributes).map(([name, { Type, Value }]) => {
    const value = Type.startsWith("Binary") ? { BinaryValue: Buffer.from(Value, "base64") } : { StringValue: Value };
    return [name, { DataType: Type, ...value }] as const;
  });
  return Object.fromEntries(entries);
}
