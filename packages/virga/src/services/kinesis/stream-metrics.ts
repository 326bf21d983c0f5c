import type { MetricUnit } from "../../kernel/metrics.ts";
import type { ServiceHost } from "../../kernel/service.ts";
import { type Shard, type Stream, shardName } from "./model.ts";

/**
 * What streams count for CloudWatch, and their shards where enhanced monitoring is on:
 * https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html
 */
export class StreamMetrics {
  readonly #host: ServiceHost;

  constructor(host: ServiceHost) {
    this.#host = host;
  }

  #add(stream: Stream, metric: string, value: number, unit: MetricUnit = "Count"): void {
    this.#host.metrics.of(stream, "AWS/Kinesis", "StreamName", stream.name).add(metric, value, unit);
  }

  #addToShard(stream: Stream, shard: Shard, metric: string, value: number, unit: MetricUnit = "Count"): void {
    if (!stream.metrics.includes(metric)) return;
    const { metrics } = this.#host;
    const source = metrics.of(stream, "AWS/Kinesis", "StreamName", stream.name, "ShardId", shardName(shard.index));
    source.add(metric, value, unit);
  }

  /** Records were put by an operation, each of so many bytes. */
  put(
    stream: Stream,
    operation: "PutRecord" | "PutRecords",
    results: readonly { readonly shard: Shard; readonly error?: object }[],
    sizes: readonly number[],
    milliseconds: number,
  ): void {
    let failed = 0;
    let bytes = 0;
    for (const [index, { shard, error }] of results.entries()) {
      const size = sizes[index]!;
      if (error) {
        failed++;
        this.#addToShard(stream, shard, "WriteProvisionedThroughputExceeded", 1);
        continue;
      }
      bytes += size;
      this.#addToShard(stream, shard, "IncomingRecords", 1);
      this.#addToShard(stream, shard, "IncomingBytes", size, "Bytes");
    }
    const successful = results.length - failed;
    this.#add(stream, "IncomingRecords", successful);
    this.#add(stream, "IncomingBytes", bytes, "Bytes");
    this.#add(stream, "WriteProvisionedThroughputExceeded", failed);
    this.#add(stream, `${operation}.Bytes`, bytes, "Bytes");
    this.#add(stream, `${operation}.Latency`, rounded(milliseconds), "Milliseconds");
    this.#add(stream, `${operation}.Success`, successful > 0 ? 1 : 0);
    if (operation === "PutRecord") return;
    this.#add(stream, "PutRecords.TotalRecords", results.length);
    this.#add(stream, "PutRecords.SuccessfulRecords", successful);
    this.#add(stream, "PutRecords.ThrottledRecords", failed);
    this.#add(stream, "PutRecords.FailedRecords", 0);
  }

  /** Records were read from a shard, which is so many milliseconds ahead. */
  read(stream: Stream, shard: Shard, records: number, bytes: number, age: number, milliseconds: number): void {
    this.#add(stream, "GetRecords.Records", records);
    this.#add(stream, "GetRecords.Bytes", bytes, "Bytes");
    this.#add(stream, "GetRecords.IteratorAgeMilliseconds", age, "Milliseconds");
    this.#add(stream, "GetRecords.Latency", rounded(milliseconds), "Milliseconds");
    this.#add(stream, "GetRecords.Success", 1);
    this.#add(stream, "ReadProvisionedThroughputExceeded", 0);
    this.#addToShard(stream, shard, "OutgoingRecords", records);
    this.#addToShard(stream, shard, "OutgoingBytes", bytes, "Bytes");
    this.#addToShard(stream, shard, "IteratorAgeMilliseconds", age, "Milliseconds");
  }

  readRefused(stream: Stream, shard: Shard): void {
    this.#add(stream, "GetRecords.Success", 0);
    this.#add(stream, "ReadProvisionedThroughputExceeded", 1);
    this.#addToShard(stream, shard, "ReadProvisionedThroughputExceeded", 1);
  }

  /** A consumer asked for a subscription, which was opened, or refused because it had one. */
  subscribed(stream: Stream, consumer: string, isOpen: boolean): void {
    this.#addToConsumer(stream, consumer, "SubscribeToShard.Success", isOpen ? 1 : 0);
    this.#addToConsumer(stream, consumer, "SubscribeToShard.RateExceeded", isOpen ? 0 : 1);
  }

  /** A consumer was given an event of a subscription, which is so many milliseconds behind. */
  pushed(stream: Stream, shard: Shard, consumer: string, records: number, bytes: number, behind: number): void {
    this.#addToConsumer(stream, consumer, "SubscribeToShardEvent.Success", 1);
    this.#addToConsumer(stream, consumer, "SubscribeToShardEvent.Records", records);
    this.#addToConsumer(stream, consumer, "SubscribeToShardEvent.Bytes", bytes, "Bytes");
    this.#addToConsumer(stream, consumer, "SubscribeToShardEvent.MillisBehindLatest", behind, "Milliseconds");
    this.#addToShard(stream, shard, "OutgoingRecords", records);
    this.#addToShard(stream, shard, "OutgoingBytes", bytes, "Bytes");
  }

  #addToConsumer(stream: Stream, consumer: string, metric: string, value: number, unit: MetricUnit = "Count"): void {
    const { metrics } = this.#host;
    metrics.of(stream, "AWS/Kinesis", "StreamName", stream.name, "ConsumerName", consumer).add(metric, value, unit);
  }
}

/** To hundredths, so that there are not too many different ones. */
function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
