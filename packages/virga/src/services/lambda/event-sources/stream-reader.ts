import { AwsError } from "../../../kernel/errors.ts";
import { backOff, longestReadRetry, shortestReadRetry } from "./back-off.ts";
import type { ShardCheckpoint } from "./mapping-records.ts";
import type { EventSourceMapping } from "./model.ts";
import { Pauses } from "./pauses.ts";
import type { ReaderHost, SourceReader } from "./reader-host.ts";
import { ShardReader } from "./shard-reader.ts";
import type { ReadPosition, StreamShard, StreamSource } from "./stream-source.ts";
import type { Trouble } from "./trouble.ts";

/**
 * Reads a stream: all its shards beside each other, but children only after their parents.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 */
export class StreamReader implements SourceReader {
  readonly #host: ReaderHost;
  readonly #mapping: EventSourceMapping;
  readonly #source: StreamSource;
  readonly #pauses: Pauses;
  readonly #shards = new Map<string, ShardReader>();
  readonly #underWay = new Set<Promise<void>>();
  #stopListening: (() => void) | undefined;
  #looking = false;
  #lookAgain = false;
  #refused = 0;
  #isKnown = false;
  #isEnded = false;
  #isAbandoned = false;

  constructor(host: ReaderHost, mapping: EventSourceMapping, source: StreamSource) {
    this.#host = host;
    this.#mapping = mapping;
    this.#source = source;
    this.#pauses = new Pauses(host.state.host.clock);
  }

  start(): void {
    this.#stopListening = this.#host.state.host.arrivals.listen(this.#mapping.sourceArn, () => {
      if (!this.#isKnown) this.#lookForShards();
      for (const shard of this.#shards.values()) shard.pump();
    });
    this.#lookForShards();
  }

  get troubles(): ReadonlyMap<string, readonly Trouble[]> {
    return new Map(Array.from(this.#shards, ([shardId, { troubles }]) => [shardId, troubles]));
  }

  async end(abandon: boolean): Promise<void> {
    this.#isEnded = true;
    this.#isAbandoned = abandon;
    this.#stopListening?.();
    this.#pauses.endAll();
    await Promise.all(Array.from(this.#shards.values(), (shard) => shard.end(abandon)));
    if (!abandon) await Promise.all(this.#underWay);
  }

  /** Finds out which shards there are, and starts those whose turn it is. */
  #lookForShards(): void {
    this.#lookAgain = true;
    if (this.#looking || this.#isEnded) return;
    this.#looking = true;
    const work = this.#look()
      .catch((thrown) => {
        if (!this.#isAbandoned) this.#host.reportDefect(this.#mapping, thrown);
      })
      .finally(() => {
        this.#looking = false;
        this.#underWay.delete(work);
      });
    this.#underWay.add(work);
  }

  async #look(): Promise<void> {
    const { host } = this.#host.state;
    while (this.#lookAgain && !this.#isEnded) {
      this.#lookAgain = false;
      const version = this.#host.caller.version(this.#mapping);
      if (!version) return this.#host.functionIsGone(this.#mapping);
      const span = host.tracer.start("lambda event source shards");
      span.set("mapping", this.#mapping.uuid).set("source", this.#mapping.sourceArn);
      try {
        const shards = await this.#source.shards({ version, span });
        if (this.#isEnded) return;
        this.#refused = 0;
        this.#isKnown = true;
        this.#startShards(shards);
      } catch (thrown) {
        if (!(thrown instanceof AwsError)) throw thrown;
        // A stream that is gone wakes the reader if it comes back.
        if (thrown.code === "ResourceNotFoundException") {
          this.#isKnown = false;
          return this.#host.setLastResult(this.#mapping, "PROBLEM: Stream not found");
        }
        const wait = backOff(++this.#refused, shortestReadRetry, longestReadRetry);
        this.#lookAgain = true;
        await this.#pauses.until(host.clock.now() + wait);
      } finally {
        span.end();
      }
    }
  }

  #startShards(shards: readonly StreamShard[]): void {
    const checkpoints = this.#checkpoints(shards);
    const known = new Set(shards.map(({ shardId }) => shardId));
    this.#forget(Array.from(checkpoints.keys()).filter((shardId) => !known.has(shardId)));
    for (const { shardId, parents } of shards) {
      const checkpoint = checkpoints.get(shardId);
      if (checkpoint?.closed || this.#shards.has(shardId)) continue;
      const waits = parents.some((parent) => known.has(parent) && checkpoints.get(parent)?.closed !== true);
      if (!waits) this.#startShard(shardId, checkpoint);
    }
  }

  /** Shards that the stream does not have any more. */
  #forget(shardIds: readonly string[]): void {
    if (shardIds.length === 0) return;
    const { state } = this.#host;
    state.transact((transaction) => {
      for (const shardId of shardIds) state.mappings.deleteCheckpoint(transaction, this.#mapping.uuid, shardId);
    });
  }

  /** What is stored of the shards. The first time it is stored from where each is read; shards that come later are read whole. */
  #checkpoints(shards: readonly StreamShard[]): Map<string, ShardCheckpoint> {
    const { state } = this.#host;
    const { uuid, created, stream } = this.#mapping;
    let stored = state.mappings.checkpoints(state.reader, uuid);
    if (stored.length === 0 && stream!.startingPosition !== "TRIM_HORIZON") {
      const from = stream!.startingTimestamp ?? created;
      const isLatest = stream!.startingPosition === "LATEST";
      stored = shards.map(({ shardId, isClosed }) =>
        isLatest && isClosed ? { shardId, closed: true } : { shardId, from, ...(isLatest && { isFirst: true }) },
      );
      state.transact((transaction) => {
        if (!state.mappings.find(transaction, this.#mapping, uuid)) return;
        for (const { shardId, from: at, closed } of stored) {
          const checkpoint = { shardId, ...(at !== undefined && { from: at }), ...(closed && { closed }) };
          state.mappings.putCheckpoint(transaction, uuid, checkpoint);
        }
      });
    }
    return new Map(stored.map((checkpoint) => [checkpoint.shardId, checkpoint]));
  }

  #startShard(shardId: string, checkpoint: (ShardCheckpoint & { readonly isFirst?: boolean }) | undefined): void {
    const from = startOf(checkpoint);
    const reader = new ShardReader(
      this.#host,
      this.#mapping,
      this.#source,
      shardId,
      { from, checkpoint },
      {
        shardDone: (done) => this.#shardDone(done),
      },
    );
    this.#shards.set(shardId, reader);
    reader.start();
  }

  #shardDone(shardId: string): void {
    this.#shards.delete(shardId);
    const { state } = this.#host;
    const { uuid } = this.#mapping;
    state.transact((transaction) => {
      if (!state.mappings.find(transaction, this.#mapping, uuid)) return;
      state.mappings.putCheckpoint(transaction, uuid, { shardId, closed: true });
    });
    this.#lookForShards();
  }
}

function startOf(checkpoint: (ShardCheckpoint & { readonly isFirst?: boolean }) | undefined): ReadPosition {
  if (checkpoint?.isFirst) return { type: "LATEST" };
  if (checkpoint?.from !== undefined) return { type: "AT_TIMESTAMP", timestamp: checkpoint.from };
  return { type: "TRIM_HORIZON" };
}
