import type { _Record, SubscribeToShardEvent, SubscribeToShardEventStream } from "@aws-sdk/client-kinesis";
import type { AwsError } from "../../kernel/errors.ts";
import type { StoreReader } from "../../kernel/store.ts";
import { leaveToRead } from "./encryption.ts";
import { consumerNotFound, shardDoesNotExist } from "./errors.ts";
import { mebibyte, type Shard, type Stream, shardName, streamArn, trimHorizon } from "./model.ts";
import { sequenceNumber } from "./sequence-numbers.ts";
import type { RecordsRead } from "./shard-records.ts";
import { childShards } from "./shard-views.ts";
import type { KinesisState } from "./state.ts";
import type { KinesisCall } from "./streams.ts";
import type { Subscribed } from "./subscriptions.ts";

/** What is subscribed to, from which place on. */
export interface SubscriptionStart extends Subscribed {
  readonly place: number;
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SubscribeToShard.html */
const lifetime = 300_000;
/** Milliseconds after which an event without records tells that the subscription lives. */
const quietPause = 5_000;
/** What an event holds at most, and what a consumer gets of a shard in a second. A larger record comes alone. */
const bytesPerSecond = 2 * mebibyte;
const mostRecords = 10_000;

type Events = IteratorResult<SubscribeToShardEventStream, undefined>;

const ended: Events = { done: true, value: undefined };

interface RecordJson {
  readonly SequenceNumber: string;
  readonly ApproximateArrivalTimestamp: number;
  readonly Data: string;
  readonly PartitionKey: string;
  readonly EncryptionType?: "KMS" | "NONE";
}

/**
 * A consumer's subscription to a shard: its records as they come, until five minutes are over or the shard has ended. It
 * reads when it is asked for the next event and not before, so a slow consumer costs nothing.
 */
export class ShardSubscription implements AsyncIterableIterator<SubscribeToShardEventStream, undefined> {
  readonly #call: KinesisCall;
  readonly #state: KinesisState;
  readonly #start: SubscriptionStart;
  readonly #expires: number;
  #place: number;
  /** The sequence number of the last record that was given. */
  #last: string | undefined;
  #quietSince: number;
  /** From when on the consumer may get more. */
  #readyAt = 0;
  #isOver = false;
  #failure: AwsError | undefined;
  #wake: (() => void) | undefined;

  constructor(call: KinesisCall, start: SubscriptionStart) {
    this.#call = call;
    this.#state = call.state;
    this.#start = start;
    this.#place = start.place;
    this.#expires = call.now + lifetime;
    this.#quietSince = call.now;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next event. @throws AwsError when the subscription fails; it has ended then. */
  async next(): Promise<Events> {
    try {
      for (;;) {
        await leaveToRead(this.#call, this.#state.find(this.#state.reader, this.#start.stream));
        if (this.#isOver) return ended;
        if (this.#failure) throw this.#failure;
        const now = this.#state.host.clock.now();
        if (now >= this.#expires) break;
        const event = now < this.#readyAt ? undefined : this.#look(now);
        if (event) return { done: false, value: { SubscribeToShardEvent: event } };
        await this.#untilSomethingHappens(now);
      }
    } catch (thrown) {
      await this.return();
      throw thrown;
    }
    return this.return();
  }

  /** Ends it, also while an event is awaited. */
  async return(): Promise<Events> {
    this.#isOver = true;
    this.#wake?.();
    return ended;
  }

  /** Lets it fail when the next event is asked for, or now if one is awaited. */
  fail(error: AwsError): void {
    this.#failure = error;
    this.#wake?.();
  }

  #untilSomethingHappens(now: number): Promise<void> {
    const { clock, arrivals } = this.#state.host;
    const isHeldBack = now < this.#readyAt;
    const due = Math.min(isHeldBack ? this.#readyAt : this.#quietSince + quietPause, this.#expires);
    return new Promise((resolve) => {
      const wake = () => {
        timer.cancel();
        stopListening?.();
        this.#wake = undefined;
        resolve();
      };
      const timer = clock.at(due, wake);
      const stopListening = isHeldBack ? undefined : arrivals.listen(streamArn(this.#start.stream), wake);
      this.#wake = wake;
    });
  }

  /** What there is to tell now, if there is anything. */
  #look(now: number): SubscribeToShardEvent | undefined {
    const { records, reader } = this.#state;
    const { stream, shard } = this.#current(reader);
    const limits = { records: mostRecords, bytes: bytesPerSecond, horizon: trimHorizon(stream, now) };
    const read = records.read(reader, stream.id, shard.index, this.#place, limits);
    this.#place = read.next;
    const isAtEnd = read.next >= records.head(reader, stream.id, shard.index).next;
    if (read.count > 0) {
      if (stream.mode === "PROVISIONED") this.#readyAt = now + (read.bytes * 1000) / bytesPerSecond;
      const behind = isAtEnd ? 0 : Math.max(0, now - (read.arrival ?? now));
      this.#state.metrics.pushed(stream, shard, this.#start.consumer.name, read.count, read.bytes, behind);
      return this.#event(now, shard, readRecords(read), behind);
    }
    if (shard.closed !== undefined && isAtEnd) {
      this.#isOver = true;
      const ChildShards = childShards(stream, shard);
      return { Records: [], ContinuationSequenceNumber: undefined, MillisBehindLatest: 0, ChildShards };
    }
    return now >= this.#quietSince + quietPause ? this.#event(now, shard, [], 0) : undefined;
  }

  /** The stream and shard as they are now. @throws AwsError if they or the consumer are gone. */
  #current(reader: StoreReader): { readonly stream: Stream; readonly shard: Shard } {
    const { stream: subscribed, consumer, shard: subscribedShard } = this.#start;
    const stream = this.#state.stream(reader, subscribed);
    const found = this.#state.consumer(reader, stream.id, consumer.name);
    if (found?.arn !== consumer.arn || stream.id !== subscribed.id) throw consumerNotFound(stream, consumer.name);
    const shard = stream.shards.find(({ index }) => index === subscribedShard.index);
    if (!shard) throw shardDoesNotExist(stream, shardName(subscribedShard.index));
    return { stream, shard };
  }

  #event(now: number, shard: Shard, Records: _Record[], MillisBehindLatest: number): SubscribeToShardEvent {
    this.#quietSince = now;
    this.#last = Records.at(-1)?.SequenceNumber ?? this.#last;
    // Where there was none yet, the number of the place before, so that whoever goes on after it misses nothing.
    const ContinuationSequenceNumber =
      this.#last ?? sequenceNumber(shard, Math.max(0, this.#place - 1), now).toString();
    return { Records, ContinuationSequenceNumber, MillisBehindLatest };
  }
}

function readRecords({ json }: RecordsRead): _Record[] {
  return (JSON.parse(`[${json}]`) as readonly RecordJson[]).map((record) => ({
    ...record,
    Data: Buffer.from(record.Data, "base64"),
    ApproximateArrivalTimestamp: new Date(Math.round(record.ApproximateArrivalTimestamp * 1000)),
  }));
}
