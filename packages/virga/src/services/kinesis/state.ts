import { CachedCollection } from "../../kernel/cached-collection.ts";
import { Collection } from "../../kernel/collection.ts";
import type { ServiceHost } from "../../kernel/service.ts";
import type { StoreReader, Transaction } from "../../kernel/store.ts";
import type { BillingCommitment } from "./account-settings.ts";
import { streamDataKeys } from "./data-keys.ts";
import { streamNotFound } from "./errors.ts";
import { type Consumer, hour, type Place, type Stream, type StreamName, streamArn, trimHorizon } from "./model.ts";
import { ShardLimits } from "./shard-limits.ts";
import { ShardRecords } from "./shard-records.ts";
import { StreamMetrics } from "./stream-metrics.ts";
import { Subscriptions } from "./subscriptions.ts";

interface ShardPlace {
  readonly streamId: string;
  readonly shard: number;
}

const trimTimer = "kinesis.trim";
const sweepTimer = "kinesis.sweep";
/** How many entries one transaction deletes at most. */
const deletingStep = 500;
/** Milliseconds between two trims of a shard. */
const trimPause = 60_000;

/** All records of Kinesis Data Streams. Methods take the transaction or reader that they work in. */
export class KinesisState {
  readonly host: ServiceHost;
  readonly metrics: StreamMetrics;
  readonly limits = new ShardLimits();
  readonly records = new ShardRecords();
  readonly dataKeys = streamDataKeys();
  readonly subscriptions = new Subscriptions();
  readonly #streams = new CachedCollection<Stream>("kinesis", "streams");
  readonly #byId = new Collection<StreamName>("kinesis", "stream-ids");
  readonly #consumers = new Collection<Consumer>("kinesis", "consumers");
  readonly #commitments = new Collection<BillingCommitment>("kinesis", "commitments");

  constructor(host: ServiceHost) {
    this.host = host;
    this.metrics = new StreamMetrics(host);
    host.timers.handle<ShardPlace>(trimTimer, ({ data }) => this.#trim(data));
    host.timers.handle<{ readonly streamId: string }>(sweepTimer, ({ data }) => this.#sweep(data.streamId));
  }

  get reader(): StoreReader {
    return this.host.store;
  }

  transact<T>(work: (transaction: Transaction) => T): T {
    return this.host.store.transact(work);
  }

  // Streams

  find(reader: StoreReader, { account, region, name }: StreamName): Stream | undefined {
    return this.#streams.get(reader, account, region, name);
  }

  /** @throws AwsError ResourceNotFoundException */
  stream(reader: StoreReader, name: StreamName): Stream {
    const stream = this.find(reader, name);
    if (!stream) throw streamNotFound(name);
    return stream;
  }

  /** Which stream has an id. */
  named(reader: StoreReader, id: string): StreamName | undefined {
    return this.#byId.get(reader, id);
  }

  put(transaction: Transaction, stream: Stream): void {
    const { account, region, name, id } = stream;
    if (!this.#byId.has(transaction, id)) this.#byId.put(transaction, [id], { account, region, name });
    this.#streams.put(transaction, [account, region, name], stream);
  }

  /** The streams of an account and region in the order of their names, after a name. */
  streams(reader: StoreReader, { account, region }: Place, after?: string): Iterable<Stream> {
    return this.#streams.list(
      reader,
      [account, region],
      after === undefined ? {} : { after: [account, region, after] },
    );
  }

  delete(transaction: Transaction, { account, region, name, id }: Stream, now: number): void {
    this.dataKeys.forget(transaction, streamArn({ account, region, name }));
    this.#streams.delete(transaction, account, region, name);
    this.#byId.delete(transaction, id);
    this.#consumers.clear(transaction, id);
    this.host.timers.set(transaction, { kind: sweepTimer, id, at: now, data: { streamId: id } });
  }

  #sweep(streamId: string): void {
    this.transact((transaction) => {
      if (this.records.sweep(transaction, streamId, deletingStep) < deletingStep) return;
      const at = this.host.clock.now() + 1;
      this.host.timers.set(transaction, { kind: sweepTimer, id: streamId, at, data: { streamId } });
    });
  }

  /** Wakes those who read the stream, or these shards of it. */
  announce(stream: StreamName, shardIds?: Iterable<string>): void {
    this.host.arrivals.announce(streamArn(stream), shardIds);
  }

  // Consumers

  consumer(reader: StoreReader, streamId: string, name: string): Consumer | undefined {
    return this.#consumers.get(reader, streamId, name);
  }

  consumers(reader: StoreReader, streamId: string, after?: string): Iterable<Consumer> {
    return this.#consumers.list(reader, [streamId], after === undefined ? {} : { after: [streamId, after] });
  }

  putConsumer(transaction: Transaction, consumer: Consumer): void {
    this.#consumers.put(transaction, [consumer.streamId, consumer.name], consumer);
  }

  deleteConsumer(transaction: Transaction, { streamId, name }: Consumer): void {
    this.#consumers.delete(transaction, streamId, name);
  }

  // Account settings

  commitment(reader: StoreReader, { account, region }: Place): BillingCommitment | undefined {
    return this.#commitments.get(reader, account, region);
  }

  putCommitment(transaction: Transaction, { account, region }: Place, commitment: BillingCommitment): void {
    this.#commitments.put(transaction, [account, region], commitment);
  }

  // Trimming

  /** Looks at an instant which records and whether the shard itself are to go. */
  planTrim(transaction: Transaction, streamId: string, shard: number, at: number): void {
    this.host.timers.set(transaction, { kind: trimTimer, id: `${streamId} ${shard}`, at, data: { streamId, shard } });
  }

  #trim({ streamId, shard: index }: ShardPlace): void {
    this.transact((transaction) => {
      const name = this.named(transaction, streamId);
      const stream = name && this.find(transaction, name);
      const shard = stream?.shards.find((found) => found.index === index);
      if (!stream || !shard) return;
      const now = this.host.clock.now();
      const horizon = trimHorizon(stream, now);
      const trimmed = this.records.trim(transaction, streamId, index, horizon, deletingStep);
      if (trimmed >= deletingStep) {
        this.planTrim(transaction, streamId, index, now + 1);
        return;
      }
      const oldest = this.records.oldest(transaction, streamId, index) ?? shard.closed;
      if (oldest !== undefined && oldest > horizon) {
        const at = Math.max(oldest + stream.retentionHours * hour, now + trimPause);
        this.planTrim(transaction, streamId, index, at);
      } else if (shard.closed !== undefined) {
        this.records.forget(transaction, streamId, index);
        this.put(transaction, { ...stream, shards: stream.shards.filter((found) => found !== shard) });
      } else {
        const head = this.records.head(transaction, streamId, index);
        this.records.putHead(transaction, streamId, index, { ...head, trims: false });
      }
    });
  }
}
