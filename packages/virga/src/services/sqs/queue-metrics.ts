import type { Cancellable } from "../../kernel/clock.ts";
import type { MetricSource } from "../../kernel/metrics.ts";
import { type QueueName, queueArn } from "./model.ts";
import type { SqsState } from "./state.ts";

/**
 * What queues count for CloudWatch:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 * How many messages there are is read at the end of a minute in which something was done with the queue, or time alone changed it.
 */
export class QueueMetrics {
  readonly #state: SqsState;
  /** What waits for the instants at which time changes queues. */
  readonly #due = new Map<string, Cancellable>();
  #isReading = false;

  constructor(state: SqsState) {
    this.#state = state;
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
    return this.#state.host.metrics.of(queue, "AWS/SQS", "QueueName", queue.name);
  }

  #read(source: MetricSource, name: QueueName): void {
    this.#isReading = true;
    try {
      const state = this.#state;
      const now = state.host.clock.now();
      const queue = state.findQueue(state.reader, name);
      const counts = queue && state.transact((transaction) => state.messages.count(transaction, queue, now));
      const show = (metric: string, value: number | undefined) =>
        source.hold(metric, { unit: "Count", ...(value !== undefined && { value }) });
      show("ApproximateNumberOfMessagesVisible", counts?.visible);
      show("ApproximateNumberOfMessagesNotVisible", counts?.inFlight);
      show("ApproximateNumberOfMessagesDelayed", counts?.delayed);
      const oldest = queue && state.messages.oldest(state.reader, queue);
      const age = oldest !== undefined ? { since: oldest } : queue ? { value: 0 } : {};
      source.hold("ApproximateAgeOfOldestMessage", { unit: "Seconds", ...age });
      const expiry = queue && oldest !== undefined ? [oldest + queue.messageRetentionPeriod * 1000 + 1] : [];
      const due = queue ? (state.messages.nextDue(state.reader, queue) ?? Number.POSITIVE_INFINITY) : undefined;
      this.#wakeAt(name, Math.min(due ?? Number.POSITIVE_INFINITY, ...expiry));
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
    this.#due.set(arn, this.#state.host.clock.at(due, wake));
  }
}
