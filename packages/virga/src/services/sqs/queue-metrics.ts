import type { Cancellable } from "../../kernel/clock.ts";
import type { MetricSource } from "../../kernel/metrics.ts";
import type { ServiceHost } from "../../kernel/service.ts";
import { type QueueName, queueArn } from "./model.ts";
import type { MessageCounts } from "./queue-attributes.ts";

/** How many messages a queue has; instants are epoch milliseconds. */
export interface MeasuredQueue {
  readonly counts: MessageCounts;
  /** When its oldest message came. */
  readonly oldest: number | undefined;
  /** When time alone changes how many there are. */
  readonly nextChange: number;
}

/**
 * What queues count for CloudWatch:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 * How many messages there are is read at the end of a minute in which something was done with the queue, or time alone changed it.
 */
export class QueueMetrics {
  readonly #host: ServiceHost;
  readonly #measure: (queue: QueueName) => MeasuredQueue | undefined;
  /** What waits for the instants at which time changes queues. */
  readonly #due = new Map<string, Cancellable>();
  #isReading = false;

  /** `measure` tells of a queue that it is gone by telling nothing. */
  constructor(host: ServiceHost, measure: (queue: QueueName) => MeasuredQueue | undefined) {
    this.#host = host;
    this.#measure = measure;
  }

  sent(queue: QueueName, sizes: readonly number[]): void {
    const source = this.#source(queue);
    for (const size of sizes) {
      source.add("NumberOfMessagesSent", 1);
      source.add("SentMessageSize", size, "Bytes");
    }
  }

  received(queue: QueueName, count: number): void {
    if (count === 0) this.#source(queue).add("NumberOfEmptyReceives", 1);
    else this.#source(queue).add("NumberOfMessagesReceived", count);
  }

  deleted(queue: QueueName): void {
    this.#source(queue).add("NumberOfMessagesDeleted", 1);
  }

  /** Something was done with a queue that may have changed how many messages it has. */
  touched({ account, region, name }: QueueName): void {
    if (this.#isReading) return;
    const source = this.#source({ account, region, name });
    source.readGauges ??= (ended) => this.#read(ended, { account, region, name });
  }

  close(): void {
    for (const wait of this.#due.values()) wait.cancel();
  }

  #source(queue: QueueName): MetricSource {
    return this.#host.metrics.of(queue, "AWS/SQS", "QueueName", queue.name);
  }

  #read(source: MetricSource, name: QueueName): void {
    this.#isReading = true;
    try {
      const queue = this.#measure(name);
      const show = (metric: string, value: number | undefined) =>
        source.hold(metric, { unit: "Count", ...(value !== undefined && { value }) });
      show("ApproximateNumberOfMessagesVisible", queue?.counts.visible);
      show("ApproximateNumberOfMessagesNotVisible", queue?.counts.inFlight);
      show("ApproximateNumberOfMessagesDelayed", queue?.counts.delayed);
      const age = queue?.oldest !== undefined ? { since: queue.oldest } : queue ? { value: 0 } : {};
      source.hold("ApproximateAgeOfOldestMessage", { unit: "Seconds", ...age });
      this.#wakeAt(name, queue?.nextChange ?? Number.POSITIVE_INFINITY);
    } finally {
      this.#isReading = false;
    }
  }

  #wakeAt(name: QueueName, due: number): void {
    const arn = queueArn(name);
    this.#due.get(arn)?.cancel();
    this.#due.delete(arn);
    if (!Number.isFinite(due)) return;
    const wake = () => {
      this.#due.delete(arn);
      this.touched(name);
    };
    this.#due.set(arn, this.#host.clock.at(due, wake));
  }
}
