import type { Cancellable } from "../../../kernel/clock.ts";
import type { Span } from "../../../kernel/trace.ts";
import { backOff, longestRetry, shortestRetry } from "./back-off.ts";
import { type BatchOutcome, batchOutcome, failedCount } from "./batch-responses.ts";
import { batchDue, batchLength } from "./batching.ts";
import { tellDestination } from "./failure-delivery.ts";
import type { FailureCondition } from "./failure-record.ts";
import type { CallResult } from "./function-caller.ts";
import { LaneQueue } from "./lane-queue.ts";
import type { LaneShard, LaneStart } from "./lane-shard.ts";
import type { StoredPiece, StoredWindow } from "./mapping-records.ts";
import { largestEvent, streamArnOf } from "./model.ts";
import { eventOf } from "./queue-records.ts";
import { decide, expiredRecords, type Piece } from "./retries.ts";
import { compareSequenceNumbers, type StreamRecord } from "./stream-source.ts";
import { failureText, refusalText, type Trouble, troubleOf } from "./trouble.ts";
import { largestState, recordsOfWindow, stateOf, stateSize, windowEvent, windowStart } from "./tumbling-windows.ts";

type Ran = Extract<CallResult, { kind: "ran" }>;

/** What an invocation for a piece gave: what is known when the function did not run is the time alone. */
type Tried = { readonly outcome: BatchOutcome; readonly ran: Ran } | "refused" | "stopped";

const eventEnvelope = 4 * 1024;

/**
 * The records of a shard that are given to the function one batch after the other: all of them, or those of some keys where several
 * batches of a shard are worked on at a time.
 */
export class Lane {
  readonly #shard: LaneShard;
  /** The records that are not yet in a batch. */
  readonly queue: LaneQueue;
  #busy = false;
  /** Whether the reading ended amid a batch: what is left of it is for the next reader. */
  #isCut = false;
  #openedAt = 0;
  #timer: Cancellable | undefined;
  #refusals = 0;
  #window: StoredWindow | undefined;
  /** Bytes of the window's state. */
  #stateSize = 0;
  /** What was being tried again before a restart, until its records have been read again. */
  #resumed: readonly StoredPiece[] | undefined;
  /** What is being tried again. */
  #trying: readonly StoredPiece[] | undefined;
  /** The last record that is done with. */
  #done: string | undefined;
  /** What fails now. */
  trouble: Trouble | undefined;

  constructor(shard: LaneShard, start: LaneStart) {
    const { done, window, pieces, room, lanes } = start;
    this.#shard = shard;
    this.#done = done;
    this.queue = new LaneQueue(done, room, lanes);
    this.#setWindow(window);
    this.#resumed = pieces;
  }

  /** Up to where the shard is done with, as far as this lane goes. */
  get done(): string | undefined {
    if (!this.#isIdle) return this.#done;
    return this.queue.isBehind ? (this.queue.cursor ?? this.#done) : this.#shard.tail;
  }

  get window(): StoredWindow | undefined {
    return this.#window;
  }

  /** What must be tried again, and how often it was. */
  get pieces(): readonly StoredPiece[] | undefined {
    return this.#trying ?? this.#resumed;
  }

  /** Whether all that was read for it is done. */
  get #isIdle(): boolean {
    return !this.#busy && !this.#isCut && this.queue.length === 0;
  }

  /** Whether nothing is left to do at a shard's end. */
  get isFinished(): boolean {
    return this.#isIdle && !this.queue.isBehind && this.#window === undefined;
  }

  /** Whether no more will come. */
  get #isRead(): boolean {
    return this.#shard.isRead && !this.queue.isBehind;
  }

  /** Takes a record that was read for all lanes; `before` is the one read before it. */
  offer(record: StreamRecord, before: string | undefined): void {
    if (this.queue.length === 0) this.#openedAt = this.#now;
    this.queue.offer(record, before);
  }

  /** Takes its own of the records that were read for it alone. */
  catchUp(records: readonly StreamRecord[], isOwn: (record: StreamRecord) => boolean): void {
    if (this.queue.length === 0) this.#openedAt = this.#now;
    this.queue.catchUp(records, isOwn, this.#shard.tail);
  }

  stop(): void {
    this.#timer?.cancel();
  }

  get #now(): number {
    return this.#shard.host.state.host.clock.now();
  }

  get #windowLength(): number {
    return this.#shard.stream.tumblingWindow * 1000;
  }

  /** Begins what is due, or waits for it. */
  wake(): void {
    this.#timer?.cancel();
    if (this.#busy || this.#isCut || this.#shard.isEnded) return;
    const end = this.#windowEnd();
    const due = this.#batchDue();
    const next = Math.min(end, due);
    if (next === Number.POSITIVE_INFINITY) return;
    if (next > this.#now) {
      this.#timer = this.#shard.host.state.host.clock.at(next, () => this.wake());
      return;
    }
    this.#busy = true;
    this.#shard.run(async () => {
      try {
        await (end <= due ? this.#endWindow() : this.#processBatch());
      } finally {
        this.#busy = false;
        if (!this.#shard.isEnded) this.#trying = undefined;
        this.#openedAt = this.#now;
        if (!this.#shard.isAbandoned) this.#shard.laneMoved();
      }
    });
  }

  #batchDue(): number {
    const limits = this.#limits;
    const count = this.#batchable();
    if (count === 0) return Number.POSITIVE_INFINITY;
    if (this.#resumed) return this.#hasResumed(this.#resumed) ? this.#openedAt : Number.POSITIVE_INFINITY;
    if (this.#isRead || count < this.queue.length) return this.#openedAt;
    return batchDue(this.queue.records, limits, this.#openedAt);
  }

  /** Whether all records have been read again that were being tried before a restart. */
  #hasResumed(pieces: readonly StoredPiece[]): boolean {
    const last = pieces.at(-1)?.last ?? "";
    const isReached = (read: string | undefined) => read !== undefined && compareSequenceNumbers(read, last) >= 0;
    const isPassed = isReached(this.queue.isBehind ? this.queue.cursor : this.#shard.tail);
    return this.#isRead || isPassed || isReached(this.queue.records.at(-1)?.sequenceNumber);
  }

  /** Records at the front that may be in one batch. */
  #batchable(): number {
    const { records } = this.queue;
    return this.#windowLength === 0 ? records.length : recordsOfWindow(records, this.#windowLength);
  }

  get #limits() {
    const { batchSize, batchingWindow } = this.#shard.mapping;
    const size = largestEvent - eventEnvelope - this.#stateSize;
    return { records: batchSize, size, window: batchingWindow * 1000 };
  }

  /** When the open tumbling window ends: at its end, or at once when a record of a later one is there or its state is too large. */
  #windowEnd(): number {
    if (!this.#window) return Number.POSITIVE_INFINITY;
    if (this.#stateSize > largestState) return 0;
    const [first] = this.queue.records;
    if (first && windowStart(first.arrival, this.#windowLength) > this.#window.start) return 0;
    if (first) return Number.POSITIVE_INFINITY;
    return this.#isRead ? 0 : this.#window.start + this.#windowLength;
  }

  #setWindow(window: StoredWindow | undefined): void {
    this.#window = window;
    this.#stateSize = window ? stateSize(window.state) : 0;
  }

  async #processBatch(): Promise<void> {
    // Whoever brought the records is answered first.
    await Promise.resolve();
    const pieces = this.#takePieces();
    const records = pieces.flatMap((piece) => piece.records);
    const { mapping, shardId, host } = this.#shard;
    const span = host.state.host.tracer.start("lambda event source mapping");
    span.set("mapping", mapping.uuid).set("source", mapping.sourceArn).set("shard", shardId);
    span.set("batch size", records.length).set("iterator age", this.#now - records.at(-1)!.arrival);
    if (this.#windowLength > 0) {
      const start = windowStart(records[0]!.arrival, this.#windowLength);
      if (!this.#window) this.#setWindow({ start, state: {} });
    }
    try {
      await this.#processPieces(pieces, span);
    } finally {
      this.#isCut = this.#done !== records.at(-1)!.sequenceNumber;
      span.end();
    }
  }

  /** The next batch; after a restart the pieces that were being tried. */
  #takePieces(): Piece<StreamRecord>[] {
    const resumed = (this.#resumed ?? []).map(({ last, attempts }) => {
      const { records } = this.queue;
      const next = records.findIndex(({ sequenceNumber }) => compareSequenceNumbers(sequenceNumber, last) > 0);
      return { records: this.queue.take(next < 0 ? records.length : next), attempts };
    });
    this.#resumed = undefined;
    const pieces = resumed.filter(({ records }) => records.length > 0);
    if (pieces.length > 0) return pieces;
    const available = this.queue.records.slice(0, Math.min(this.#batchable(), this.#limits.records));
    return [{ records: this.queue.take(batchLength(available, this.#limits)), attempts: 0 }];
  }

  async #processPieces(pieces: Piece<StreamRecord>[], span: Span): Promise<void> {
    const shard = this.#shard;
    while (pieces.length > 0 && !shard.isEnded) {
      const piece = await this.#dropExpired(pieces.shift()!, pieces, span);
      if (piece.records.length === 0) continue;
      const tried = await this.#try(piece, span);
      if (tried === "stopped" || shard.isAbandoned) return;
      if (tried === "refused") {
        pieces.unshift(piece);
        await this.#pause(++this.#refusals, piece, span);
        continue;
      }
      this.#refusals = 0;
      const decision = decide(piece, tried.outcome, shard.stream);
      if (decision.kind === "give up") {
        await this.#giveUp(piece, "RetryAttemptsExhausted", decision.attempts, span, tried.ran);
        if (!shard.isAbandoned) this.#finish(piece.records.at(-1), pieces);
        continue;
      }
      pieces.unshift(...decision.rest);
      this.#finish(decision.done > 0 ? piece.records[decision.done - 1] : undefined, pieces);
      const [next] = decision.rest;
      if (next && decision.later) await this.#pause(Math.max(1, next.attempts), next, span);
    }
  }

  /** Stores what is done with, and what is still to be tried. */
  #finish(done: StreamRecord | undefined, pieces: readonly Piece<StreamRecord>[]): void {
    this.#done = done?.sequenceNumber ?? this.#done;
    const { trouble } = this;
    if (done && trouble && compareSequenceNumbers(done.sequenceNumber, trouble.endSequenceNumber) >= 0) {
      this.trouble = undefined;
    }
    const isRetried = pieces.length > 1 || (pieces[0]?.attempts ?? 0) > 0;
    const stored = ({ records, attempts }: Piece<StreamRecord>) => ({ last: records.at(-1)!.sequenceNumber, attempts });
    this.#trying = isRetried ? pieces.map(stored) : undefined;
    this.#shard.save();
  }

  /** Invokes the function with a piece. */
  async #try({ records, attempts }: Piece<StreamRecord>, span: Span): Promise<Tried> {
    const { host, mapping } = this.#shard;
    // What is tried again and again grows older.
    host.caller.metrics.iteratorAge(mapping, this.#now - records.at(-1)!.arrival);
    host.metrics.count(mapping, "InvokedEventCount", records.length);
    const called = await host.caller.call(mapping, this.#event(records, false, false), span);
    if (this.#shard.isAbandoned) return "stopped";
    if (called.kind === "gone") {
      host.functionIsGone(mapping);
      return "stopped";
    }
    if (called.kind === "refused") {
      span.set("outcome", called.error.code);
      host.metrics.count(mapping, "FailedInvokeEventCount", records.length);
      this.trouble = troubleOf(records, this.#refusals + 1, refusalText(called.error), this.#now);
      return "refused";
    }
    const outcome = this.#outcome(called, records);
    span.set("outcome", outcome.kind);
    host.metrics.count(mapping, "FailedInvokeEventCount", failedCount(outcome, records.length));
    if (outcome.kind !== "success") {
      this.trouble = troubleOf(records, attempts + 1, failureText(called.result), this.#now);
    }
    host.setLastResult(mapping, outcome.kind === "failure" ? "PROBLEM: Function call failed" : "OK");
    return { outcome, ran: called };
  }

  #event(records: readonly StreamRecord[], isFinal: boolean, isTerminatedEarly: boolean): Uint8Array {
    const window = this.#window;
    if (!window) return eventOf(records);
    const { shardId, mapping } = this.#shard;
    const sourceArn = streamArnOf(mapping);
    const length = this.#windowLength;
    return windowEvent(records, { window, length, shardId, sourceArn, isFinal, isTerminatedEarly });
  }

  #outcome({ result }: Ran, records: readonly StreamRecord[]): BatchOutcome {
    const reports = this.#shard.mapping.responseTypes.includes("ReportBatchItemFailures");
    const outcome = batchOutcome(result, reports, new Set(records.map(({ sequenceNumber }) => sequenceNumber)));
    if (!this.#window || outcome.kind === "failure") return outcome;
    const state = stateOf(result);
    if (!state) return { kind: "failure", byError: false };
    if (outcome.kind === "success") this.#setWindow({ ...this.#window, state: state.state });
    return outcome;
  }

  /** Gives up what is too old, and gives what is left. */
  async #dropExpired(
    piece: Piece<StreamRecord>,
    later: readonly Piece<StreamRecord>[],
    span: Span,
  ): Promise<Piece<StreamRecord>> {
    const age = await this.#longestAge(piece, span);
    if (this.#shard.isEnded) return { ...piece, records: [] };
    const count = expiredRecords(piece.records, age, this.#now);
    if (count === 0) return piece;
    const expired = { ...piece, records: piece.records.slice(0, count) };
    await this.#giveUp(expired, "RecordAgeExceeded", piece.attempts + 1, span);
    const rest = { ...piece, records: piece.records.slice(count) };
    const pieces = rest.records.length > 0 ? [rest, ...later] : later;
    if (!this.#shard.isAbandoned) this.#finish(expired.records.at(-1), pieces);
    return rest;
  }

  /** For how long a piece's records may be tried: milliseconds. What the stream no longer keeps is too old, too. */
  async #longestAge({ records }: Piece<StreamRecord>, span: Span): Promise<number> {
    const { maximumRecordAge } = this.#shard.stream;
    const oldest = this.#now - records[0]!.arrival;
    let retention = await this.#shard.retention(span, false);
    // It may be kept longer by now.
    if (oldest >= retention) retention = await this.#shard.retention(span, true);
    return maximumRecordAge < 0 ? retention : Math.min(retention, maximumRecordAge * 1000);
  }

  /** Waits before a piece is tried again, but no longer than until it is too old. */
  async #pause(failures: number, piece: Piece<StreamRecord>, span: Span): Promise<void> {
    const wait = this.#now + backOff(failures, shortestRetry, longestRetry);
    const expiry = piece.records[0]!.arrival + (await this.#longestAge(piece, span));
    if (this.#shard.isEnded) return;
    await this.#shard.pauses.until(Math.min(wait, Math.max(expiry, this.#now)));
  }

  /** Tells the destination of records that are given up. */
  #giveUp(
    { records }: Piece<StreamRecord>,
    condition: FailureCondition,
    invokeCount: number,
    span: Span,
    answer?: Ran,
  ): Promise<void> {
    span.set("outcome", condition);
    return tellDestination(this.#shard, { records, condition, invokeCount, answer, span });
  }

  /**
   * Gives the function the result of a tumbling window. One whose state has become too large ends early; what is still to come in it
   * begins with a state of its own.
   */
  async #endWindow(): Promise<void> {
    await Promise.resolve();
    const { host, mapping, shardId } = this.#shard;
    const span = host.state.host.tracer.start("lambda event source mapping");
    span.set("mapping", mapping.uuid).set("shard", shardId).set("window", "final");
    try {
      await this.#tellWindow(span);
    } finally {
      span.end();
    }
  }

  async #tellWindow(span: Span): Promise<void> {
    const { host, mapping, stream, pauses } = this.#shard;
    const early = this.#stateSize > largestState;
    for (let failures = 0; !this.#shard.isEnded; ) {
      const called = await host.caller.call(mapping, this.#event([], true, early), span);
      if (this.#shard.isAbandoned) return;
      if (called.kind === "gone") return host.functionIsGone(mapping);
      const failed = called.kind === "refused" || called.result.functionError !== undefined;
      if (called.kind === "ran" && failed) failures++;
      const isOver = !failed || (stream.maximumRetryAttempts >= 0 && failures > stream.maximumRetryAttempts);
      if (isOver) {
        this.#setWindow(undefined);
        return this.#shard.save();
      }
      await pauses.until(this.#now + backOff(Math.max(1, failures), shortestRetry, longestRetry));
    }
  }
}
