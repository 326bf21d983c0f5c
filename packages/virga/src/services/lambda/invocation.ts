import type { Span } from "../../kernel/trace.ts";
import type { FunctionVersion } from "./model.ts";

/** One event for a function's version. */
export interface Invocation {
  readonly version: FunctionVersion;
  /** The ARN as the caller named it: with an alias's or version's name, or without. */
  readonly invokedArn: string;
  readonly requestId: string;
  /** JSON. */
  readonly payload: Uint8Array;
  /** `Root=...;Parent=...;Sampled=...` */
  readonly traceHeader: string;
  /** JSON that the caller gave, base64 decoded. */
  readonly clientContext?: string;
  /** The span that the invocation's own one is a child of. */
  readonly span: Span;
}

/** How an invocation ended: with an answer, or with the function's error. */
export interface InvocationResult {
  readonly payload: Uint8Array;
  /** `Unhandled` if the handler threw or the environment died; absent if all went well. */
  readonly functionError?: "Handled" | "Unhandled";
  /** The last 4 KB of the invocation's log, its REPORT included. */
  readonly logTail: Uint8Array;
  /** Milliseconds. */
  readonly duration: number;
}

/**
 * Runs invocations in execution environments.
 * Throws the AWS errors of an invocation that could not begin (TooManyRequestsException, ...). The payload is taken to be JSON, and
 * who calls is taken to be allowed to.
 */
export interface Invoker {
  invoke(invocation: Invocation): Promise<InvocationResult>;
}
