import type { InvocationResult } from "../invocation.ts";
import type { StoredWindow } from "./mapping-records.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html */

/** Bytes of the largest state; a window whose state becomes larger ends early. */
export const largestState = 1024 * 1024;

/** What a window adds to an event. */
export interface WindowEvent {
  readonly window: StoredWindow;
  /** Milliseconds. */
  readonly length: number;
  readonly shardId: string;
  readonly sourceArn: string;
  readonly isFinal: boolean;
  readonly isTerminatedEarly: boolean;
}

/** When the window of an instant begins (epoch milliseconds). */
export function windowStart(instant: number, length: number): number {
  return Math.floor(instant / length) * length;
}

/** How many records at the start are in the same window as the first one. */
export function recordsOfWindow(records: readonly { readonly arrival: number }[], length: number): number {
  if (records.length === 0) return 0;
  const start = windowStart(records[0]!.arrival, length);
  const other = records.findIndex(({ arrival }) => windowStart(arrival, length) !== start);
  return other < 0 ? records.length : other;
}

/** The event of records in a window. */
export function windowEvent(records: readonly { readonly json: string }[], event: WindowEvent): Uint8Array {
  const { window, length, shardId, sourceArn, isFinal, isTerminatedEarly } = event;
  const instant = (at: number) => new Date(at).toISOString().replace(".000Z", "Z");
  const members = {
    window: { start: instant(window.start), end: instant(window.start + length) },
    state: window.state,
    shardId,
    eventSourceARN: sourceArn,
    isFinalInvokeForWindow: isFinal,
    isWindowTerminatedEarly: isTerminatedEarly,
  };
  const text = JSON.stringify(members).slice(1);
  return Buffer.from(`{"Records":[${records.map(({ json }) => json).join(",")}],${text}`);
}

/** The state that a function gives back; undefined if it gave none, which counts as an error. */
export function stateOf({ payload }: Pick<InvocationResult, "payload">): { readonly state: unknown } | undefined {
  try {
    const answer = JSON.parse(Buffer.from(payload).toString("utf8")) as { readonly state?: unknown } | null;
    if (typeof answer !== "object" || answer === null || answer.state === undefined) return undefined;
    return { state: answer.state };
  } catch {
    return undefined;
  }
}

/** Bytes. */
export function stateSize(state: unknown): number {
  return Buffer.byteLength(JSON.stringify(state) ?? "");
}
