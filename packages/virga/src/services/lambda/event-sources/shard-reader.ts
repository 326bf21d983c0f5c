import { createHash } from "node:crypto";
import { AwsError } from "../../../kernel/errors.ts";
import type { Span } from "../../../kernel/trace.ts";
import { backOff, longestReadRetry, shortestReadRetry } from "./back-off.ts";
import { Lane } from "./lane.ts";
import type { LaneShard } from "./lane-shard.ts";
import type { ShardCheckpoint } from "./mapping-records.ts";
import type { EventSourceMapping, StreamSettings } from "./model.ts";
import { Pauses } from "./pauses.ts";
import type { ReaderHost } from "./reader-host.ts";
import {
  compareSequenceNumbers,
  type ReadContext,
  type ReadPosition,
  type StreamRecord,
  type StreamSource,
} from "./stream-source.ts";
import type { Trouble } from "./trouble.ts";

/** How many records of a shard wait at most, and bytes; each of several lanes has its part of both. */
const mostBuffered = 10_000;
const mostBufferedBytes = 16 * 1024 * 1024;
const mostRead = 10_000;
/** Milliseconds between reads of a shard, of which one may come early: five a second are allowed, to all readers together. */
const betweenReads = 200;

/** What a shard's reader tells its stream's. */
export interface ShardEvents {
  /** Everything of a closed shard is done. */
  shardDone(shardId: string): void;
  /** The shard is not there any more: it is too old, or its stream is gone or another. */
  shardLost(shardId: string): void;
}

/** Where a shard's reader begins. */
export interface ShardStart {
  readonly from: ReadPosition;
  readonly checkpoint: ShardCheckpoint | undefined;
  /** The stream's identity. */
  readonly stream: string;
}

/**
 * Reads one shard, and gives its records to the lanes. A lane that is full falls behind; it is read for again, from where it stands, when
 * it has room, in turn with reading for all.
 */
export class ShardReader implements LaneShard {
  readonly host: ReaderHost;
  readonly mapping: EventSourceMapping;
  readonly stream: StreamSettings;
  readonly source: StreamSource;
  readonly shardId: string;
  readonly pauses: Pauses;
  readonly #events: ShardEvents;
  readonly #lanes: Lane[];
  readonly #from: ReadPosition;
  readonly #stream: string;
  readonly #underWay = new Set<Promise<void>>();
  /** The last record that was read, of all lanes. */
  #tail: string | undefined;
  /** Where reading goes on before the first record was read, when the iterator is no longer good. */
  #readUpTo: number | undefined;
  #iterator: { readonly text: string; readonly at: number } | undefined;
  #retention: number | undefined;
  #nextReadAt = 0;
  #refusedReads = 0;
  #pumping = false;
  #wokenMeanwhile = false;
  /** Whether there was more when all lanes were last read for. */
  #hasMore = true;
  #wasForAll = false;
  #isOver = false;
  isEnded = false;
  isAbandoned = false;
  isRead = false;

  constructor(
    host: ReaderHost,
    mapping: EventSourceMapping,
    source: StreamSource,
    shardId: string,
    start: ShardStart,
    events: ShardEvents,
  ) {
    this.host = host;
    this.mapping = mapping;
    this.stream = mapping.stream!;
    this.source = source;
    this.shardId = shardId;
    this.pauses = new Pauses(host.state.host.clock);
    this.#events = events;
    this.#from = start.from;
    this.#stream = start.stream;
    this.#tail = start.checkpoint?.sequenceNumber;
    this.#lanes = this.#makeLanes(start.checkpoint);
  }

  #makeLanes(checkpoint: ShardCheckpoint | undefined): Lane[] {
    const count = this.stream.parallelizationFactor;
    const ofLane = <T>(values: readonly (T | null)[] | undefined, index: number): T | undefined =>
      (values?.length === count ? values[index] : undefined) ?? undefined;
    const room = { records: Math.ceil(mostBuffered / count), bytes: Math.ceil(mostBufferedBytes / count) };
    return Array.from({ length: count }, (_, index) => {
      const isWindowed = this.stream.tumblingWindow > 0;
      return new Lane(this, {
        done: ofLane(checkpoint?.lanes, index) ?? checkpoint?.sequenceNumber,
        window: isWindowed ? ofLane(checkpoint?.windows, index) : undefined,
        pieces: ofLane(checkpoint?.pieces, index),
        room: count > 1 ? room : undefined,
        lanes: count,
      });
    });
  }

  /** What fails now, in all lanes. */
  get troubles(): readonly Trouble[] {
    return this.#lanes.flatMap(({ trouble }) => trouble ?? []);
  }

  get tail(): string | undefined {
    return this.#tail;
  }

  /** Looks for new records, unless it does already. */
  pump(): void {
    this.#wokenMeanwhile = true;
    this.#readOn();
  }

  /** Reads what is known to be there, unless it does already. */
  #readOn(): void {
    if (this.#pumping || this.isEnded) return;
    this.#pumping = true;
    this.run(async () => {
      try {
        await this.#readAll();
      } finally {
        this.#pumping = false;
      }
      this.#checkOver();
    });
  }

  start(): void {
    for (const lane of this.#lanes) lane.wake();
    this.pump();
  }

  async end(abandon: boolean): Promise<void> {
    this.isEnded = true;
    this.isAbandoned = abandon;
    this.pauses.endAll();
    for (const lane of this.#lanes) lane.stop();
    while (!abandon && this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  run(work: () => Promise<void>): void {
    const running = work()
      .catch((thrown) => {
        if (!this.isAbandoned) this.host.reportDefect(this.mapping, thrown);
      })
      .finally(() => this.#underWay.delete(running));
    this.#underWay.add(running);
  }

  laneMoved(): void {
    this.save();
    for (const lane of this.#lanes) lane.wake();
    this.#readOn();
  }

  /** Stores how far the lanes are; one that has nothing to do is as far as was read. */
  save(): void {
    const { state } = this.host;
    if (this.#tail === undefined) return;
    const done = this.#lanes.map((lane) => lane.done);
    const isAnyAtStart = done.includes(undefined);
    const sequenceNumber = isAnyAtStart ? undefined : (done as string[]).reduce(earlier);
    const isUniform = done.every((each) => each === sequenceNumber);
    const windows = this.#lanes.map(({ window }) => window ?? null);
    const pieces = this.#lanes.map((lane) => lane.pieces ?? null);
    const from = this.#from.type === "AT_TIMESTAMP" ? this.#from.timestamp : this.#startedAt;
    const checkpoint: ShardCheckpoint = {
      shardId: this.shardId,
      ...(sequenceNumber !== undefined && { sequenceNumber }),
      ...(!isUniform && { lanes: done.map((each) => each ?? null) }),
      ...(from !== undefined && { from }),
      ...(windows.some((window) => window !== null) && { windows }),
      ...(pieces.some((piece) => piece !== null) && { pieces }),
      stream: this.#stream,
    };
    const text = JSON.stringify(checkpoint);
    if (text === this.#saved) return;
    this.#saved = text;
    state.transact((transaction) => {
      if (!state.mappings.find(transaction, this.mapping, this.mapping.uuid)) return;
      state.mappings.putCheckpoint(transaction, this.mapping.uuid, checkpoint);
    });
  }

  #saved = "";
  /** With `LATEST`: when reading began, for readers that come after. */
  #startedAt: number | undefined;

  async retention(span: Span, fresh: boolean): Promise<number> {
    if (this.#retention !== undefined && !fresh) return this.#retention;
    const version = this.host.caller.version(this.mapping);
    if (!version) return Number.POSITIVE_INFINITY;
    try {
      this.#retention = await this.source.retention({ version, span });
    } catch (thrown) {
      if (!(thrown instanceof AwsError)) throw thrown;
      return this.#retention ?? Number.POSITIVE_INFINITY;
    }
    return this.#retention;
  }

  async #readAll(): Promise<void> {
    await Promise.resolve();
    while (!this.isEnded) {
      const { clock } = this.host.state.host;
      if (clock.now() < this.#nextReadAt && this.#nextLane() !== undefined) await this.pauses.until(this.#nextReadAt);
      if (this.isEnded) return;
      const lane = this.#nextLane();
      if (lane === undefined) return;
      this.#wasForAll = lane === "all";
      if (lane !== "all") await this.#request((context) => this.#catchUp(lane, context));
      else {
        this.#wokenMeanwhile = false;
        this.#hasMore = await this.#request((context) => this.#readForAll(context));
      }
    }
  }

  /** For whom is read next: for all, or for a lane that is behind, in turn. */
  #nextLane(): Lane | "all" | undefined {
    const behind = this.#lanes.find(({ queue }) => queue.wantsMore);
    const isForAll = !this.isRead && (this.#hasMore || this.#wokenMeanwhile) && !this.#isFull;
    if (behind && !(isForAll && !this.#wasForAll)) return behind;
    return isForAll ? "all" : undefined;
  }

  /** Whether no lane can take what is read for all. A single one takes all of a read that it had any room before. */
  get #isFull(): boolean {
    if (this.#lanes.length > 1) return this.#lanes.every(({ queue }) => queue.isBehind || queue.isFull);
    const { length, bytes } = this.#lanes[0]!.queue;
    return length >= mostBuffered || bytes >= mostBufferedBytes;
  }

  /** Reads once; gives whether to read on. */
  async #request(read: (context: ReadContext) => Promise<boolean>): Promise<boolean> {
    const { host, mapping } = this;
    const version = host.caller.version(mapping);
    if (!version) {
      host.functionIsGone(mapping);
      return false;
    }
    const span = host.state.host.tracer.start("lambda event source read");
    span.set("mapping", mapping.uuid).set("shard", this.shardId);
    try {
      return await read({ version, span });
    } catch (thrown) {
      if (!(thrown instanceof AwsError)) throw thrown;
      span.set("refused", thrown.code);
      return this.#readRefused(thrown);
    } finally {
      span.end();
    }
  }

  /** Reads for all lanes that are not behind; gives whether there is more. */
  async #readForAll(context: ReadContext): Promise<boolean> {
    const { clock } = this.host.state.host;
    const iterator = await this.#currentIterator(context);
    const readAt = clock.now();
    const { records, next, isUpToDate } = await this.source.read(this.shardId, iterator, mostRead, context);
    if (this.isAbandoned) return false;
    this.#countRead(readAt);
    this.#iterator = next === undefined ? undefined : { text: next, at: readAt };
    this.#readUpTo = readAt + 1;
    this.isRead = next === undefined;
    this.#distribute(records);
    return !isUpToDate && !this.isRead;
  }

  /** Reads for a lane that is behind. */
  async #catchUp(lane: Lane, context: ReadContext): Promise<boolean> {
    const { cursor, readLimit } = lane.queue;
    const position: ReadPosition =
      cursor === undefined ? this.#from : { type: "AFTER_SEQUENCE_NUMBER", sequenceNumber: cursor };
    const iterator = await this.source.iterator(this.shardId, position, context);
    const readAt = this.host.state.host.clock.now();
    const { records } = await this.source.read(this.shardId, iterator, readLimit, context);
    if (this.isAbandoned) return false;
    this.#countRead(readAt);
    lane.catchUp(records, ({ orderKey }) => this.#lanes[this.#laneOf(orderKey)] === lane);
    this.save();
    lane.wake();
    return true;
  }

  #countRead(readAt: number): void {
    this.#refusedReads = 0;
    this.#nextReadAt = Math.max(this.#nextReadAt, readAt - betweenReads) + betweenReads;
  }

  async #currentIterator(context: ReadContext): Promise<string> {
    const { clock } = this.host.state.host;
    const iterator = this.#iterator;
    if (iterator && clock.now() - iterator.at < this.source.iteratorLifetime) return iterator.text;
    const position = this.#position();
    if (position.type === "LATEST") this.#startedAt ??= clock.now();
    const text = await this.source.iterator(this.shardId, position, context);
    this.#iterator = { text, at: clock.now() };
    return text;
  }

  #position(): ReadPosition {
    if (this.#tail !== undefined) return { type: "AFTER_SEQUENCE_NUMBER", sequenceNumber: this.#tail };
    if (this.#readUpTo !== undefined) return { type: "AT_TIMESTAMP", timestamp: this.#readUpTo };
    return this.#from;
  }

  /** Gives records to their lanes. */
  #distribute(records: readonly StreamRecord[]): void {
    this.#countPolled(records);
    for (const record of records) {
      this.#lanes[this.#laneOf(record.orderKey)]!.offer(record, this.#tail);
      this.#tail = record.sequenceNumber;
    }
    if (records.length > 0) this.save();
    for (const lane of this.#lanes) lane.wake();
  }

  #countPolled(records: readonly StreamRecord[]): void {
    const { metrics } = this.host;
    metrics.count(this.mapping, "PolledEventCount", records.length);
    if (!this.mapping.filters) return;
    metrics.count(this.mapping, "FilteredOutEventCount", records.filter(({ passes }) => !passes).length);
  }

  #laneOf(orderKey: string): number {
    const count = this.#lanes.length;
    return count === 1 ? 0 : createHash("md5").update(orderKey).digest().readUInt32BE(0) % count;
  }

  /** Gives whether to read on. */
  #readRefused({ code }: AwsError): boolean {
    const { host, mapping } = this;
    const { clock } = host.state.host;
    if (this.isAbandoned) return false;
    if (code === "ExpiredIteratorException") {
      this.#iterator = undefined;
      return true;
    }
    if (code === "ProvisionedThroughputExceededException") {
      this.#nextReadAt = clock.now() + betweenReads;
      return true;
    }
    // Sequence numbers of a stream that was deleted mean nothing to another one of its name.
    const isForeign = code === "InvalidArgumentException" && this.#tail !== undefined;
    if (code === "ResourceNotFoundException" || isForeign) {
      this.#events.shardLost(this.shardId);
      return false;
    }
    host.setLastResult(
      mapping,
      code.startsWith("AccessDenied") ? "PROBLEM: Access denied to the stream" : `PROBLEM: ${code}`,
    );
    this.#nextReadAt = clock.now() + backOff(++this.#refusedReads, shortestReadRetry, longestReadRetry);
    return true;
  }

  /** At a closed shard's end: says so once everything is done. */
  #checkOver(): void {
    if (!this.isRead || this.isEnded || this.#isOver || this.#pumping) return;
    if (!this.#lanes.every((lane) => lane.isFinished)) return;
    this.#isOver = true;
    this.#events.shardDone(this.shardId);
  }
}

function earlier(one: string, other: string): string {
  return compareSequenceNumbers(one, other) <= 0 ? one : other;
}
