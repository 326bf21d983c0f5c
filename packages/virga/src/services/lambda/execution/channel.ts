import type { Readable } from "node:stream";

/** One event on its way to a program. */
export interface Delivery {
  readonly requestId: string;
  readonly payload: Uint8Array;
  readonly invokedArn: string;
  readonly traceHeader: string;
  readonly clientContext?: string;
  /** The cloud's time, epoch milliseconds. */
  readonly now: number;
  /** Milliseconds from now. */
  readonly timeout: number;
}

/** What a program says. Bodies are only good until the listener returns. */
export interface ChannelListener {
  /** The program has started and waits for events. */
  ready(): void;
  /** The program could not start: JSON with `errorType` and `errorMessage`. */
  initError(error: Buffer): void;
  response(requestId: string, payload: Buffer): void;
  /** The function failed; after its last answer the program ends. */
  error(requestId: string, error: Buffer, isLast?: boolean): void;
  /** A line of the function's log, of a level if the program says one. */
  logLine(message: string, level?: string): void;
}

/** The way between the engine and the program of one execution environment. */
export interface Channel {
  /** What the program finds in its environment to reach the engine. */
  readonly variables: Readonly<Record<string, string>>;
  /** The streams that are held back when the program writes its log faster than it can be kept. */
  readonly streams: readonly Readable[];
  deliver(delivery: Delivery): void;
  close(): void;
}
