import type { BatchOutcome } from "./batch-responses.ts";
import type { StreamSettings } from "./model.ts";

/** Records of a batch that are tried together: all of it, or what was split off. */
export interface Piece<R> {
  readonly records: readonly R[];
  /** How often the function failed with it. */
  readonly attempts: number;
}

/** What follows from what a function made of a piece. */
export type Decision<R> =
  /** The first `done` records are done with; then come these, in their order, the first of them `later` if the failure was its own. */
  | { readonly kind: "go on"; readonly done: number; readonly rest: readonly Piece<R>[]; readonly later: boolean }
  /** All of it is given up. */
  | { readonly kind: "give up"; readonly attempts: number };

type RetrySettings = Pick<StreamSettings, "maximumRetryAttempts" | "bisectBatch">;

/**
 * Decides how a piece goes on. Splitting uses up no attempts; what remains after a report of failed items has all its attempts
 * before it. https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function decide<R extends { readonly sequenceNumber: string }>(
  piece: Piece<R>,
  outcome: BatchOutcome,
  { maximumRetryAttempts, bisectBatch }: RetrySettings,
): Decision<R> {
  const { records } = piece;
  if (outcome.kind === "success") return { kind: "go on", done: records.length, rest: [], later: false };
  if (outcome.kind === "partial") {
    const done = records.findIndex(({ sequenceNumber }) => outcome.failed.has(sequenceNumber));
    if (done > 0) return { kind: "go on", done, rest: [{ records: records.slice(done), attempts: 0 }], later: true };
  }
  if (bisectBatch && records.length > 1) {
    const middle = Math.ceil(records.length / 2);
    const halves = [records.slice(0, middle), records.slice(middle)];
    const rest = halves.map((half) => ({ records: half, attempts: piece.attempts }));
    return { kind: "go on", done: 0, rest, later: false };
  }
  const attempts = piece.attempts + 1;
  if (maximumRetryAttempts >= 0 && attempts > maximumRetryAttempts) return { kind: "give up", attempts };
  return { kind: "go on", done: 0, rest: [{ records, attempts }], later: true };
}

/** How many records at a piece's start are older than allowed (milliseconds). Records are in the order of their arrival. */
export function expiredRecords(records: readonly { readonly arrival: number }[], age: number, now: number): number {
  let count = 0;
  while (count < records.length && now - records[count]!.arrival >= age) count++;
  return count;
}
