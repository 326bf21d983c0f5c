import { createHash } from "node:crypto";
import { AwsError } from "../../../kernel/errors.ts";
import type { Span } from "../../../kernel/trace.ts";
import { backOff, longestReadRetry, shortestReadRetry } from "./back-off.ts";
import { Lane, type LaneShard } from "./lane.ts";
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

/** How many records of a shard are read ahead at most, and bytes. */
const mostBuffered = 10_000;
const mostBufferedBytes = 16 * 1024 * 1024;
const mostRead = 10_000;
/** Milliseconds between reads of a shard, of which one may come early: five a second are allowed, to all readers together. */
const betweenReads = 200;

/** What a shard's reader tells its stream's. */
export interface ShardEvents {
  /** Everything of a closed shard is done. */
  shardDone(shardId: string): void;
}

/** Reads one shard, and gives its records to the lanes. */
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
  readonly #underWay = new Set<Promise<void>>();
  /** The last record that was read, of all lanes. */
  #tail: string | undefined;
  /** Where reading goes on before the first record was read, when the iterator is no longer good. */
  #readUpTo: number | undefined;
  #iterator: { readonly text: string; readonly at: number } | undefined;
  #bufferedBytes = 0;
  #retention: number | undefined;
  #nextReadAt = 0;
  #refusedReads = 0;
  #pumping = false;
  #wokenMeanwhile = false;
  #isOver = false;
  isEnded = false;
  isAbandoned = false;
  isRead = false;

  constructor(
    host: ReaderHost,
    mapping: EventSourceMapping,
    source: StreamSource,
    shardId: string,
    start: { readonly from: ReadPosition; readonly checkpoint: ShardCheckpoint | undefined },
    events: ShardEvents,
  ) {
    this.host = host;
    this.mapping = mapping;
    this.stream = mapping.stream!;
    this.source = source;
    this.shardId = shardId;
    this.pauses = new Pauses(host.state.host.clock);
    this.#events = events;
    const { from, checkpoint } = start;
    this.#from = from;
    this.#tail = checkpoint?.sequenceNumber;
    const count = this.stream.parallelizationFactor;
    const lanes = checkpoint?.lanes?.length === count ? checkpoint.lanes : undefined;
    this.#lanes = Array.from({ length: count }, (_, index) => {
      const window = this.stream.tumblingWindow > 0 ? (checkpoint?.windows?.[index] ?? undefined) : undefined;
      return new Lane(this, lanes?.[index] ?? checkpoint?.sequenceNumber, window);
    });
  }

  /** What fails now, in all lanes. */
  get troubles(): readonly Trouble[] {
    return this.#lanes.flatMap(({ trouble }) => trouble ?? []);
  }

  /** Looks for records, unless it does already. */
  pump(): void {
    this.#wokenMeanwhile = true;
    if (this.#pumping || this.isEnded || this.isRead) return;
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
    this.pump();
    this.#checkOver();
  }

  /** Stores how far the lanes are; one that has nothing to do is as far as was read. */
  save(): void {
    const { state } = this.host;
    if (this.#tail === undefined) return;
    const done = this.#lanes.map((lane) => (lane.isIdle ? this.#tail : lane.done));
    const isAnyAtStart = done.includes(undefined);
    const sequenceNumber = isAnyAtStart ? undefined : (done as string[]).reduce(earlier);
    const isUniform = done.every((each) => each === sequenceNumber);
    const windows = this.#lanes.map(({ window }) => window ?? null);
    const from = this.#from.type === "AT_TIMESTAMP" ? this.#from.timestamp : this.#startedAt;
    const checkpoint: ShardCheckpoint = {
      shardId: this.shardId,
      ...(sequenceNumber !== undefined && { sequenceNumber }),
      ...(!isUniform && { lanes: done.map((each) => each ?? null) }),
      ...(from !== undefined && { from }),
      ...(windows.some((window) => window !== null) && { windows }),
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
    while (!this.isEnded && !this.isRead && !this.#isFull) {
      const { clock } = this.host.state.host;
      if (clock.now() < this.#nextReadAt) await this.pauses.until(this.#nextReadAt);
      if (this.isEnded) return;
      this.#wokenMeanwhile = false;
      const more = await this.#read();
      if (!more && !this.#wokenMeanwhile) return;
    }
  }

  get #isFull(): boolean {
    const waiting = this.#lanes.reduce((sum, lane) => sum + lane.waiting, 0);
    if (waiting === 0) this.#bufferedBytes = 0;
    return waiting >= mostBuffered || this.#bufferedBytes >= mostBufferedBytes;
  }

  /** Reads once; gives whether there is more. */
  async #read(): Promise<boolean> {
    const { host, mapping } = this;
    const { clock, tracer } = host.state.host;
    const version = host.caller.version(mapping);
    if (!version) {
      host.functionIsGone(mapping);
      return false;
    }
    const span = tracer.start("lambda event source read");
    span.set("mapping", mapping.uuid).set("shard", this.shardId);
    const context = { version, span };
    try {
      const iterator = await this.#currentIterator(context);
      const readAt = clock.now();
      const { records, next, isUpToDate } = await this.source.read(this.shardId, iterator, mostRead, context);
      if (this.isAbandoned) return false;
      this.#refusedReads = 0;
      this.#nextReadAt = Math.max(this.#nextReadAt, readAt - betweenReads) + betweenReads;
      this.#iterator = next === undefined ? undefined : { text: next, at: readAt };
      this.#readUpTo = readAt + 1;
      this.isRead = next === undefined;
      this.#distribute(records);
      return !isUpToDate && !this.isRead;
    } catch (thrown) {
      if (!(thrown instanceof AwsError)) throw thrown;
      span.set("refused", thrown.code);
      return this.#readRefused(thrown);
    } finally {
      span.end();
    }
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

  /** Gives records to their lanes; those that a lane has done before are left out. */
  #distribute(records: readonly StreamRecord[]): void {
    for (const record of records) {
      const lane = this.#lanes[this.#laneOf(record.orderKey)]!;
      const isDone = lane.done !== undefined && compareSequenceNumbers(record.sequenceNumber, lane.done) <= 0;
      if (!record.passes || isDone) continue;
      lane.add(record);
      this.#bufferedBytes += record.size;
    }
    this.#tail = records.at(-1)?.sequenceNumber ?? this.#tail;
    if (records.length > 0) this.save();
    for (const lane of this.#lanes) lane.wake();
  }

  #laneOf(orderKey: string): number {
    const count = this.#lanes.length;
    return count === 1 ? 0 : createHash("md5").update(orderKey).digest().readUInt32BE(0) % count;
  }

  /** Gives whether to read on. A stream that is gone wakes the reader if it comes back. */
  async #readRefused({ code }: AwsError): Promise<boolean> {
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
    if (code === "ResourceNotFoundException") {
      host.setLastResult(mapping, "PROBLEM: Stream not found");
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
