import type { Cancellable } from "../../../kernel/clock.ts";
import { AwsError } from "../../../kernel/errors.ts";
import type { Span } from "../../../kernel/trace.ts";
import { qualifiedArn } from "../names.ts";
import { backOff, longestRetry, shortestRetry } from "./back-off.ts";
import { type BatchOutcome, batchOutcome } from "./batch-responses.ts";
import { batchDue, batchLength } from "./batching.ts";
import { type FailureCondition, failureRecord } from "./failure-record.ts";
import type { CallResult } from "./function-caller.ts";
import type { StoredWindow } from "./mapping-records.ts";
import { type EventSourceMapping, largestEvent, type StreamSettings } from "./model.ts";
import type { Pauses } from "./pauses.ts";
import { eventOf } from "./queue-records.ts";
import type { ReaderHost } from "./reader-host.ts";
import { decide, expiredRecords, type Piece } from "./retries.ts";
import { compareSequenceNumbers, type StreamRecord, type StreamSource } from "./stream-source.ts";
import { failureText, refusalText, type Trouble, troubleOf } from "./trouble.ts";
import { isStateTooLarge, recordsOfWindow, stateOf, windowEvent, windowStart } from "./tumbling-windows.ts";

/** The shard whose records a lane gives to the function. */
export interface LaneShard {
  readonly host: ReaderHost;
  readonly mapping: EventSourceMapping;
  readonly stream: StreamSettings;
  readonly source: StreamSource;
  readonly shardId: string;
  readonly pauses: Pauses;
  readonly isEnded: boolean;
  readonly isAbandoned: boolean;
  /** Whether all of a closed shard has been read, so that no batch waits for more. */
  readonly isRead: boolean;
  /** Milliseconds for which the stream keeps records. */
  retention(span: Span, fresh: boolean): Promise<number>;
  /** Stores how far the lanes are. */
  save(): void;
  /** A lane has become free, or smaller. */
  laneMoved(): void;
  run(work: () => Promise<void>): void;
}

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
  /** The records that pass the filters and are not yet in a batch. */
  readonly #queue: StreamRecord[] = [];
  #busy = false;
  #openedAt = 0;
  #timer: Cancellable | undefined;
  #refusals = 0;
  /** The last record that is done with. */
  done: string | undefined;
  window: StoredWindow | undefined;
  /** What fails now. */
  trouble: Trouble | undefined;

  constructor(shard: LaneShard, done: string | undefined, window: StoredWindow | undefined) {
    this.#shard = shard;
    this.done = done;
    this.window = window;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /** Whether all that was read for it is done. */
  get isIdle(): boolean {
    return !this.#busy && this.#queue.length === 0;
  }

  /** Whether nothing is left to do at a shard's end. */
  get isFinished(): boolean {
    return this.isIdle && this.window === undefined;
  }

  add(record: StreamRecord): void {
    if (this.#queue.length === 0) this.#openedAt = this.#now;
    this.#queue.push(record);
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
    if (this.#busy || this.#shard.isEnded) return;
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
        await (end <= due ? this.#endWindow(false) : this.#processBatch());
      } finally {
        this.#busy = false;
        this.#openedAt = this.#now;
        if (!this.#shard.isAbandoned) this.#shard.laneMoved();
      }
    });
  }

  #batchDue(): number {
    const limits = this.#limits;
    const count = this.#batchable();
    if (count === 0) return Number.POSITIVE_INFINITY;
    if (this.#shard.isRead || count < this.#queue.length) return this.#openedAt;
    return batchDue(this.#queue, limits, this.#openedAt);
  }

  /** Records at the front that may be in one batch. */
  #batchable(): number {
    return this.#windowLength === 0 ? this.#queue.length : recordsOfWindow(this.#queue, this.#windowLength);
  }

  get #limits() {
    const { batchSize, batchingWindow } = this.#shard.mapping;
    return { records: batchSize, size: largestEvent - eventEnvelope, window: batchingWindow * 1000 };
  }

  /** When the open tumbling window ends: at its end, or at once when a record of a later one is there. */
  #windowEnd(): number {
    if (!this.window) return Number.POSITIVE_INFINITY;
    const [first] = this.#queue;
    if (first && windowStart(first.arrival, this.#windowLength) > this.window.start) return 0;
    if (first) return Number.POSITIVE_INFINITY;
    return this.#shard.isRead ? 0 : this.window.start + this.#windowLength;
  }

  async #processBatch(): Promise<void> {
    // Whoever brought the records is answered first.
    await Promise.resolve();
    const available = this.#queue.slice(0, Math.min(this.#batchable(), this.#limits.records));
    const records = this.#queue.splice(0, batchLength(available, this.#limits));
    const { mapping, shardId, host } = this.#shard;
    const span = host.state.host.tracer.start("lambda event source mapping");
    span.set("mapping", mapping.uuid).set("source", mapping.sourceArn).set("shard", shardId);
    span.set("batch size", records.length).set("iterator age", this.#now - records.at(-1)!.arrival);
    if (this.#windowLength > 0) {
      this.window ??= { start: windowStart(records[0]!.arrival, this.#windowLength), state: {} };
    }
    try {
      await this.#processPieces([{ records, attempts: 0 }], span);
    } finally {
      span.end();
    }
  }

  async #processPieces(pieces: Piece<StreamRecord>[], span: Span): Promise<void> {
    const shard = this.#shard;
    while (pieces.length > 0 && !shard.isEnded) {
      const piece = await this.#dropExpired(pieces.shift()!, span);
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
        continue;
      }
      if (decision.done > 0) this.#finish(piece.records[decision.done - 1]!);
      pieces.unshift(...decision.rest);
      const [next] = decision.rest;
      if (next && decision.later) await this.#pause(Math.max(1, next.attempts), next, span);
    }
  }

  #finish({ sequenceNumber }: StreamRecord): void {
    this.done = sequenceNumber;
    const { trouble } = this;
    if (trouble && compareSequenceNumbers(sequenceNumber, trouble.endSequenceNumber) >= 0) this.trouble = undefined;
    this.#shard.save();
  }

  /** Invokes the function with a piece. */
  async #try({ records, attempts }: Piece<StreamRecord>, span: Span): Promise<Tried> {
    const { host, mapping } = this.#shard;
    const called = await host.caller.call(mapping, this.#event(records, false, false), span);
    if (this.#shard.isAbandoned) return "stopped";
    if (called.kind === "gone") {
      host.functionIsGone(mapping);
      return "stopped";
    }
    if (called.kind === "refused") {
      span.set("outcome", called.error.code);
      this.trouble = troubleOf(records, this.#refusals + 1, refusalText(called.error), this.#now);
      return "refused";
    }
    const outcome = this.#outcome(called, records);
    span.set("outcome", outcome.kind);
    if (outcome.kind !== "success") {
      this.trouble = troubleOf(records, attempts + 1, failureText(called.result), this.#now);
    }
    host.setLastResult(mapping, outcome.kind === "failure" ? "PROBLEM: Function call failed" : "OK");
    return { outcome, ran: called };
  }

  #event(records: readonly StreamRecord[], isFinal: boolean, isTerminatedEarly: boolean): Uint8Array {
    const { window } = this;
    if (!window) return eventOf(records);
    const { shardId, mapping } = this.#shard;
    const { sourceArn } = mapping;
    const length = this.#windowLength;
    return windowEvent(records, { window, length, shardId, sourceArn, isFinal, isTerminatedEarly });
  }

  #outcome({ result }: Ran, records: readonly StreamRecord[]): BatchOutcome {
    const reports = this.#shard.mapping.responseTypes.includes("ReportBatchItemFailures");
    const outcome = batchOutcome(result, reports, new Set(records.map(({ sequenceNumber }) => sequenceNumber)));
    if (!this.window || outcome.kind === "failure") return outcome;
    const state = stateOf(result);
    if (!state) return { kind: "failure", byError: false };
    if (outcome.kind === "success") this.window = { ...this.window, state: state.state };
    return outcome;
  }

  /** Gives up what is too old, and gives what is left. */
  async #dropExpired(piece: Piece<StreamRecord>, span: Span): Promise<Piece<StreamRecord>> {
    const age = await this.#longestAge(piece, span);
    if (this.#shard.isEnded) return { ...piece, records: [] };
    const count = expiredRecords(piece.records, age, this.#now);
    if (count === 0) return piece;
    const expired = { ...piece, records: piece.records.slice(0, count) };
    await this.#giveUp(expired, "RecordAgeExceeded", piece.attempts + 1, span);
    return { ...piece, records: piece.records.slice(count) };
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

  /** Tells the destination of records that are given up, and goes on after them. */
  async #giveUp(
    { records }: Piece<StreamRecord>,
    condition: FailureCondition,
    invokeCount: number,
    span: Span,
    answer?: Ran,
  ): Promise<void> {
    const { host, mapping, stream, shardId, source } = this.#shard;
    span.set("outcome", condition);
    const destination = stream.destinations.OnFailure?.Destination;
    const version = answer?.version ?? host.caller.version(mapping);
    if (destination !== undefined && version) {
      const failed = {
        condition,
        invokeCount,
        functionArn: qualifiedArn(mapping),
        requestId: answer?.requestId ?? host.state.host.ids.uuid(),
        ...(answer && { answer }),
        shardId,
        streamArn: mapping.sourceArn,
        batchInfoMember: source.batchInfoMember,
        records,
        ...(destination.startsWith("arn:aws:s3:") && { payload: Buffer.from(eventOf(records)).toString("utf8") }),
      };
      const folder = `${mapping.uuid}/${shardId}`;
      try {
        await host.destinations.store(destination, failureRecord(failed, this.#now), { version, span, folder });
      } catch (thrown) {
        if (!(thrown instanceof AwsError)) throw thrown;
        host.warn(
          `Failed records of ${mapping.sourceArn} could not be told to ${destination}: ${thrown.code}: ${thrown.message}`,
        );
      }
    }
    if (!this.#shard.isAbandoned) this.#finish(records.at(-1)!);
  }

  /** Gives the function the result of a tumbling window. */
  async #endWindow(isTerminatedEarly: boolean): Promise<void> {
    await Promise.resolve();
    const { host, mapping, stream, shardId } = this.#shard;
    const span = host.state.host.tracer.start("lambda event source mapping");
    span.set("mapping", mapping.uuid).set("shard", shardId).set("window", "final");
    const early = isTerminatedEarly || isStateTooLarge(this.window?.state);
    for (let failures = 0; !this.#shard.isEnded; ) {
      const called = await host.caller.call(mapping, this.#event([], true, early), span);
      if (this.#shard.isAbandoned) return;
      if (called.kind === "gone") return host.functionIsGone(mapping);
      const failed = called.kind === "refused" || called.result.functionError !== undefined;
      if (called.kind === "ran" && failed) failures++;
      const isOver = !failed || (stream.maximumRetryAttempts >= 0 && failures > stream.maximumRetryAttempts);
      if (isOver) {
        this.window = undefined;
        this.#shard.save();
        break;
      }
      await this.#shard.pauses.until(this.#now + backOff(Math.max(1, failures), shortestRetry, longestRetry));
    }
    span.end();
  }
}
