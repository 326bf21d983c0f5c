import { AwsError } from "../../../kernel/errors.ts";
import { backOff, longestReadRetry, shortestReadRetry } from "./back-off.ts";
import type { ShardCheckpoint } from "./mapping-records.ts";
import { type EventSourceMapping, streamArnOf } from "./model.ts";
import { Pauses } from "./pauses.ts";
import type { ReaderHost, SourceReader } from "./reader-host.ts";
import { ShardReader } from "./shard-reader.ts";
import type { ReadPosition, StreamShard, StreamSource } from "./stream-source.ts";
import type { Trouble } from "./trouble.ts";

/** A checkpoint, or where a shard is read from at first. */
type StartingCheckpoint = ShardCheckpoint & { readonly isFirst?: boolean };

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
  /** Shards that could not be read any more, until it is known why. */
  readonly #lost = new Set<string>();
  #isEnded = false;
  #isAbandoned = false;

  constructor(host: ReaderHost, mapping: EventSourceMapping, source: StreamSource) {
    this.#host = host;
    this.#mapping = mapping;
    this.#source = source;
    this.#pauses = new Pauses(host.state.host.clock);
  }

  start(): void {
    this.#stopListening = this.#host.state.host.arrivals.listen(streamArnOf(this.#mapping), (shardIds) => {
      if (!this.#isKnown) this.#lookForShards();
      for (const [shardId, shard] of this.#shards) if (!shardIds || shardIds.has(shardId)) shard.pump();
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
        const identity = await this.#source.identity({ version, span });
        const shards = await this.#source.shards({ version, span });
        if (this.#isEnded) return;
        this.#refused = 0;
        this.#isKnown = true;
        this.#startShards(shards, identity);
      } catch (thrown) {
        if (!(thrown instanceof AwsError)) throw thrown;
        // A stream that is gone wakes the reader if one of its name comes.
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

  #startShards(shards: readonly StreamShard[], identity: string): void {
    const checkpoints = this.#checkpoints(shards, identity);
    const known = new Set(shards.map(({ shardId }) => shardId));
    this.#forget(Array.from(checkpoints.keys()).filter((shardId) => !known.has(shardId)));
    for (const { shardId, parents } of shards) {
      const checkpoint = checkpoints.get(shardId);
      if (checkpoint?.closed || this.#shards.has(shardId)) continue;
      const waits = parents.some((parent) => known.has(parent) && checkpoints.get(parent)?.closed !== true);
      if (!waits) this.#startShard(shardId, checkpoint, identity);
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
  #checkpoints(shards: readonly StreamShard[], identity: string): Map<string, StartingCheckpoint> {
    const { state } = this.#host;
    const { uuid, stream } = this.#mapping;
    let stored: readonly StartingCheckpoint[] = state.mappings.checkpoints(state.reader, uuid);
    const isAnother = this.#isAnotherStream(stored, shards, identity);
    if (isAnother) this.#forget(stored.map(({ shardId }) => shardId));
    if (isAnother || (stored.length === 0 && stream!.startingPosition !== "TRIM_HORIZON")) {
      stored = shards.map((shard) =>
        isAnother ? { shardId: shard.shardId, stream: identity } : this.#first(shard, identity),
      );
      state.transact((transaction) => {
        if (!state.mappings.find(transaction, this.#mapping, uuid)) return;
        for (const { isFirst: _, ...checkpoint } of stored) state.mappings.putCheckpoint(transaction, uuid, checkpoint);
      });
    }
    return new Map(stored.map((checkpoint) => [checkpoint.shardId, checkpoint]));
  }

  /** Whether the stream is another than the checkpoints are of: it was deleted and made anew. All of it is new, then. */
  #isAnotherStream(stored: readonly ShardCheckpoint[], shards: readonly StreamShard[], identity: string): boolean {
    const isLost = shards.some(({ shardId }) => this.#lost.has(shardId));
    this.#lost.clear();
    return isLost || stored.some(({ stream }) => stream !== undefined && stream !== identity);
  }

  /** Where a shard is read from that is there when the mapping begins. */
  #first({ shardId, isClosed }: StreamShard, identity: string): StartingCheckpoint {
    const { created, stream } = this.#mapping;
    const isLatest = stream!.startingPosition === "LATEST";
    if (isLatest && isClosed) return { shardId, closed: true, stream: identity };
    const from = stream!.startingTimestamp ?? created;
    return { shardId, from, stream: identity, ...(isLatest && { isFirst: true }) };
  }

  #startShard(shardId: string, checkpoint: StartingCheckpoint | undefined, stream: string): void {
    const from = startOf(checkpoint);
    const start = { from, checkpoint, stream };
    const reader = new ShardReader(this.#host, this.#mapping, this.#source, shardId, start, {
      shardDone: (done) => this.#shardDone(done, stream),
      shardLost: (lost) => this.#shardLost(lost),
    });
    this.#shards.set(shardId, reader);
    reader.start();
  }

  #shardDone(shardId: string, stream: string): void {
    this.#shards.delete(shardId);
    const { state } = this.#host;
    const { uuid } = this.#mapping;
    state.transact((transaction) => {
      if (!state.mappings.find(transaction, this.#mapping, uuid)) return;
      state.mappings.putCheckpoint(transaction, uuid, { shardId, closed: true, stream });
    });
    this.#lookForShards();
  }

  /** Finishes what is under way, and finds out whether the shard, its stream or both are gone. */
  #shardLost(shardId: string): void {
    if (this.#isEnded || this.#lost.has(shardId)) return;
    this.#lost.add(shardId);
    const readers = Array.from(this.#shards.values());
    const ended = Promise.all(readers.map((reader) => reader.end(false))).then(() => {
      this.#shards.clear();
      this.#underWay.delete(ended);
      this.#lookForShards();
    });
    this.#underWay.add(ended);
  }
}

function startOf(checkpoint: StartingCheckpoint | undefined): ReadPosition {
  if (checkpoint?.isFirst) return { type: "LATEST" };
  if (checkpoint?.from !== undefined) return { type: "AT_TIMESTAMP", timestamp: checkpoint.from };
  return { type: "TRIM_HORIZON" };
}
