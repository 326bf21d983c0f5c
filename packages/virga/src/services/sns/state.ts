import { CachedCollection } from "../../kernel/cached-collection.ts";
import { Collection } from "../../kernel/collection.ts";
import { RememberedIds } from "../../kernel/remembered-ids.ts";
import type { ServiceHost } from "../../kernel/service.ts";
import type { Store, StoreReader, Transaction } from "../../kernel/store.ts";
import { topicDataKeys } from "./data-keys.ts";
import { subscriptionNotFound, topicNotFound } from "./errors.ts";
import {
  deduplicationMilliseconds,
  type PublishedMessage,
  type Subscription,
  type Topic,
  type TopicName,
  topicArn,
} from "./model.ts";

/** A message that is on its way to a subscription's endpoint. */
export interface Delivery {
  readonly number: number;
  readonly subscription: Subscription;
  readonly message: PublishedMessage;
  /** Attempts that failed. */
  readonly attempts: number;
  /** When the next attempt is due: epoch milliseconds. */
  readonly due: number;
}

interface FirstPublish {
  readonly id: string;
  readonly sequenceNumber: string;
}

/** All records of SNS. Methods take the transaction or reader that they work in. */
export class SnsState {
  readonly host: ServiceHost;
  readonly publishes = new RememberedIds<FirstPublish>("sns", "deduplication", deduplicationMilliseconds);
  readonly dataKeys = topicDataKeys();
  readonly #store: Store;
  readonly #topics = new CachedCollection<Topic>("sns", "topic");
  readonly #subscriptions = new CachedCollection<Subscription>("sns", "subscription");
  readonly #deliveries = new Collection<Delivery>("sns", "delivery");
  readonly #numbers = new Collection<number>("sns", "next-number");

  constructor(host: ServiceHost) {
    this.host = host;
    this.#store = host.store;
  }

  get reader(): StoreReader {
    return this.#store;
  }

  transact<T>(work: (transaction: Transaction) => T): T {
    return this.#store.transact(work);
  }

  findTopic(reader: StoreReader, { account, region, name }: TopicName): Topic | undefined {
    return this.#topics.get(reader, account, region, name);
  }

  topic(reader: StoreReader, name: TopicName): Topic {
    const topic = this.findTopic(reader, name);
    if (!topic) throw topicNotFound();
    return topic;
  }

  putTopic(transaction: Transaction, topic: Topic): void {
    this.#topics.put(transaction, [topic.account, topic.region, topic.name], topic);
  }

  deleteTopic(transaction: Transaction, { account, region, name }: TopicName): void {
    this.#topics.delete(transaction, account, region, name);
    this.#subscriptions.clear(transaction, account, region, name);
    this.dataKeys.forget(transaction, topicArn({ account, region, name }));
    this.publishes.sweep(transaction, topicArn({ account, region, name }), Number.MAX_SAFE_INTEGER);
  }

  topics(reader: StoreReader, place: Omit<TopicName, "name">, after?: string): Generator<Topic> {
    const { account, region } = place;
    const options = after === undefined ? {} : { after: [account, region, after] };
    return this.#topics.list(reader, [account, region], options);
  }

  findSubscription(reader: StoreReader, { account, region, name }: TopicName, id: string): Subscription | undefined {
    return this.#subscriptions.get(reader, account, region, name, id);
  }

  subscription(reader: StoreReader, { topic, id }: { readonly topic: TopicName; readonly id: string }): Subscription {
    const subscription = this.findSubscription(reader, topic, id);
    if (!subscription) throw subscriptionNotFound();
    return subscription;
  }

  putSubscription(transaction: Transaction, subscription: Subscription): void {
    const { account, region, name } = subscription.topic;
    this.#subscriptions.put(transaction, [account, region, name, subscription.id], subscription);
  }

  deleteSubscription(transaction: Transaction, { topic, id }: Subscription): void {
    this.#subscriptions.delete(transaction, topic.account, topic.region, topic.name, id);
    const record = this.findTopic(transaction, topic);
    if (record) this.putTopic(transaction, { ...record, subscriptionsDeleted: record.subscriptionsDeleted + 1 });
  }

  /** The subscriptions of a place, or of one topic in it, after a topic's one. */
  subscriptions(
    reader: StoreReader,
    within: Omit<TopicName, "name"> & { readonly name?: string },
    after?: readonly string[],
  ): Generator<Subscription> {
    const { account, region, name } = within;
    const prefix = name === undefined ? [account, region] : [account, region, name];
    return this.#subscriptions.list(reader, prefix, after ? { after: [account, region, ...after] } : {});
  }

  /** A number that no delivery or message of a FIFO topic had before. */
  nextNumber(transaction: Transaction): number {
    const number = this.#numbers.get(transaction, "all") ?? 1;
    this.#numbers.put(transaction, ["all"], number + 1);
    return number;
  }

  addDelivery(transaction: Transaction, subscription: Subscription, message: PublishedMessage, now: number): Delivery {
    const number = this.nextNumber(transaction);
    const delivery = { number, subscription, message, attempts: 0, due: now };
    this.#deliveries.put(transaction, [number], delivery);
    return delivery;
  }

  putDelivery(delivery: Delivery): void {
    this.transact((transaction) => this.#deliveries.put(transaction, [delivery.number], delivery));
  }

  endDelivery({ number }: Delivery): void {
    this.transact((transaction) => this.#deliveries.delete(transaction, number));
  }

  /** All deliveries that have not ended, in the order of publishing. */
  deliveriesUnderWay(): Delivery[] {
    return Array.from(this.#deliveries.list(this.#store));
  }
}
