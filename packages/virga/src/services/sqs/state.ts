import { CachedCollection } from "../../kernel/cached-collection.ts";
import type { Cancellable } from "../../kernel/clock.ts";
import { Collection } from "../../kernel/collection.ts";
import { RememberedIds } from "../../kernel/remembered-ids.ts";
import type { ServiceHost } from "../../kernel/service.ts";
import type { Store, StoreReader, Transaction } from "../../kernel/store.ts";
import { queueDataKeys } from "./data-keys.ts";
import { queueDoesNotExist } from "./errors.ts";
import {
  deduplicationMilliseconds,
  minute,
  type Place,
  parseQueueArn,
  type Queue,
  type QueueName,
  queueArn,
} from "./model.ts";
import type { MoveTask } from "./move-task.ts";
import { LongPolls } from "./polls.ts";
import { QueueMessages } from "./queue-messages.ts";
import { type MeasuredQueue, QueueMetrics } from "./queue-metrics.ts";
import type { Receipt } from "./receipt-handles.ts";

/** What the first send with a deduplication id was answered. */
export interface FirstSend {
  readonly messageId: string;
  readonly sequenceNumber: string;
}

const sweepTimer = "sqs.sweep";
/** How many records of an ended queue one transaction deletes at most. */
const sweepingStep = 2_000;
/** How many move tasks of a queue are kept. */
const keptMoveTasks = 10;

/** All records of SQS. Methods take the transaction or reader that they work in. */
export class SqsState {
  readonly host: ServiceHost;
  readonly polls: LongPolls;
  readonly metrics: QueueMetrics;
  readonly messages = new QueueMessages((queue) => this.metrics.touched(queue));
  readonly dataKeys = queueDataKeys();
  readonly sends = new RememberedIds<FirstSend>("sqs", "deduplication", deduplicationMilliseconds);
  readonly attempts = new RememberedIds<readonly Receipt[]>("sqs", "receive-attempt", deduplicationMilliseconds);
  readonly #store: Store;
  readonly #dueWakes = new Map<string, Cancellable>();
  readonly #queues = new CachedCollection<Queue>("sqs", "queue");
  readonly #deleted = new Collection<readonly [name: string, at: number]>("sqs", "deleted");
  /** The queues that send their dead letters to a queue, by that queue. */
  readonly #sources = new Collection<QueueName>("sqs", "dead-letter-source");
  readonly #moveTasks = new Collection<MoveTask>("sqs", "move-task");

  constructor(host: ServiceHost) {
    this.host = host;
    this.metrics = new QueueMetrics(host, (name) => this.#measure(name));
    this.polls = new LongPolls(host.clock);
    this.#store = host.store;
    host.timers.handle<{ readonly messagesId: string }>(sweepTimer, ({ data }) => this.#sweep(data.messagesId));
  }

  get reader(): StoreReader {
    return this.#store;
  }

  transact<T>(work: (transaction: Transaction) => T): T {
    return this.#store.transact(work);
  }

  /** Lets the receives that wait at a queue look for messages, and those who listen for arrivals. */
  wake(queue: QueueName): void {
    const arn = queueArn(queue);
    this.polls.wake(arn);
    this.host.arrivals.announce(arn);
  }

  /** Wakes those who listen for arrivals at a queue when time alone may bring messages: at `due`, in epoch milliseconds. */
  wakeAt(queue: QueueName, due: number | undefined): void {
    const arn = queueArn(queue);
    this.#dueWakes.get(arn)?.cancel();
    this.#dueWakes.delete(arn);
    if (due === undefined || !this.host.arrivals.isAwaited(arn)) return;
    const wake = () => {
      this.#dueWakes.delete(arn);
      this.host.arrivals.announce(arn);
    };
    this.#dueWakes.set(arn, this.host.clock.at(due, wake));
  }

  #measure(name: QueueName): MeasuredQueue | undefined {
    const queue = this.findQueue(this.reader, name);
    if (!queue) return undefined;
    const { messages, reader } = this;
    const counts = this.transact((transaction) => messages.count(transaction, queue, this.host.clock.now()));
    const oldest = messages.oldest(reader, queue);
    const due = messages.nextDue(reader, queue) ?? Number.POSITIVE_INFINITY;
    const expiry = oldest === undefined ? due : oldest + queue.messageRetentionPeriod * 1000 + 1;
    return { counts, oldest, nextChange: Math.min(due, expiry) };
  }

  /** Goes on with what time does to queues that have messages. */
  recover(): void {
    for (const queue of this.#queues.list(this.#store)) {
      if (this.messages.oldest(this.#store, queue) !== undefined) this.metrics.touched(queue);
    }
  }

  /** Ends what waits. */
  close(): void {
    this.polls.close();
    this.metrics.close();
    for (const wake of this.#dueWakes.values()) wake.cancel();
  }

  // Queues

  findQueue(reader: StoreReader, { account, region, name }: QueueName): Queue | undefined {
    return this.#queues.get(reader, account, region, name);
  }

  queue(reader: StoreReader, name: QueueName): Queue {
    const queue = this.findQueue(reader, name);
    if (!queue) throw queueDoesNotExist();
    return queue;
  }

  /** The queue that an ARN names, if it is in the same account and region. */
  findByArn(reader: StoreReader, arn: string, { account, region }: Place): Queue | undefined {
    const named = parseQueueArn(arn);
    return named && named.account === account && named.region === region ? this.findQueue(reader, named) : undefined;
  }

  putQueue(transaction: Transaction, queue: Queue): void {
    const { account, region, name } = queue;
    const before = this.findQueue(transaction, queue)?.redrivePolicy?.deadLetterTargetArn;
    const target = queue.redrivePolicy?.deadLetterTargetArn;
    if (before !== undefined && before !== target) this.#sources.delete(transaction, before, account, region, name);
    if (target !== undefined)
      this.#sources.put(transaction, [target, account, region, name], { account, region, name });
    this.#queues.put(transaction, [account, region, name], queue);
  }

  /** Names of a place's queues in their order, after a name, with a prefix. */
  *queues(reader: StoreReader, { account, region }: Place, prefix: string, after?: string): Generator<Queue> {
    const options = after === undefined ? {} : { after: [account, region, after] };
    for (const queue of this.#queues.list(reader, [account, region], options)) {
      if (queue.name.startsWith(prefix)) yield queue;
      else if (queue.name > prefix) return;
    }
  }

  /** The queues whose redrive policies name a queue, after an ARN. */
  *sourcesOf(reader: StoreReader, target: QueueName, after?: QueueName): Generator<QueueName> {
    const arn = queueArn(target);
    const options = after ? { after: [arn, after.account, after.region, after.name] } : {};
    yield* this.#sources.list(reader, [arn], options);
  }

  deleteQueue(transaction: Transaction, queue: Queue, now: number): void {
    const { account, region, name, redrivePolicy, messagesId } = queue;
    if (redrivePolicy) this.#sources.delete(transaction, redrivePolicy.deadLetterTargetArn, account, region, name);
    this.#queues.delete(transaction, account, region, name);
    this.dataKeys.forget(transaction, queueArn(queue));
    for (const [old, at] of Array.from(this.#deleted.list(transaction, [account, region]))) {
      if (at + minute <= now) this.#deleted.delete(transaction, account, region, old);
    }
    this.#deleted.put(transaction, [account, region, name], [name, now]);
    this.#moveTasks.clear(transaction, account, region, name);
    this.metrics.touched(queue);
    this.discard(transaction, messagesId, now);
  }

  /** Whether a queue of this name was deleted less than a minute ago. */
  wasDeletedRecently(reader: StoreReader, { account, region, name }: QueueName, now: number): boolean {
    const deleted = this.#deleted.get(reader, account, region, name);
    return deleted !== undefined && now < deleted[1] + minute;
  }

  // Messages that no queue has any more

  /** Deletes messages in the background, in steps. */
  discard(transaction: Transaction, messagesId: string, now: number): void {
    this.host.timers.set(transaction, { kind: sweepTimer, id: messagesId, at: now, data: { messagesId } });
  }

  #sweep(messagesId: string): void {
    this.transact((transaction) => {
      let swept = this.messages.sweep(transaction, messagesId, sweepingStep);
      swept += this.sends.sweep(transaction, messagesId, sweepingStep - swept);
      swept += this.attempts.sweep(transaction, messagesId, sweepingStep - swept);
      if (swept >= sweepingStep) this.discard(transaction, messagesId, this.host.clock.now() + 1);
    });
  }

  // Move tasks

  /** A queue's move tasks, the latest first. */
  moveTasks(reader: StoreReader, { account, region, name }: QueueName): MoveTask[] {
    return Array.from(this.#moveTasks.list(reader, [account, region, name], { reverse: true }));
  }

  putMoveTask(transaction: Transaction, task: MoveTask): void {
    const { account, region, name } = task.source;
    this.#moveTasks.put(transaction, [account, region, name, task.started, task.id], task);
    for (const old of this.moveTasks(transaction, task.source).slice(keptMoveTasks)) {
      this.#moveTasks.delete(transaction, account, region, name, old.started, old.id);
    }
  }
}
