import type { Span } from "../../../kernel/trace.ts";
import type { FunctionVersion } from "../model.ts";

/** A record of a stream, as the engine works with it. */
export interface StreamRecord {
  readonly sequenceNumber: string;
  /** What orders records: those with the same key are given to the function one after the other. */
  readonly orderKey: string;
  /** Epoch milliseconds. */
  readonly arrival: number;
  /** The record of the event, as JSON. */
  readonly json: string;
  /** Bytes of it. */
  readonly size: number;
  /** Whether filters let it through. */
  readonly passes: boolean;
}

/** A shard with those that it was split or merged from. */
export interface StreamShard {
  readonly shardId: string;
  readonly parents: readonly string[];
  /** Whether nothing more comes. */
  readonly isClosed: boolean;
}

/** Where reading of a shard starts. */
export type ReadPosition =
  | { readonly type: "TRIM_HORIZON" | "LATEST" }
  | { readonly type: "AT_TIMESTAMP"; readonly timestamp: number }
  | { readonly type: "AFTER_SEQUENCE_NUMBER"; readonly sequenceNumber: string };

/** What one read gave. */
export interface ReadRecords {
  readonly records: readonly StreamRecord[];
  /** Where it goes on; absent at a closed shard's end. */
  readonly next?: string;
  /** Whether there was nothing more at the time. */
  readonly isUpToDate: boolean;
}

/** As whom a source is read, and for which span. */
export interface ReadContext {
  readonly version: FunctionVersion;
  readonly span: Span;
}

/** A kind of stream. All methods throw the AWS errors of the stream's service. */
export interface StreamSource {
  /** What the batch's description is called in failure records. */
  readonly batchInfoMember: string;
  /** Milliseconds for which iterators are good. */
  readonly iteratorLifetime: number;
  /** The stream that it is; another one of the same name, made after this was deleted, is another. */
  identity(context: ReadContext): Promise<string>;
  shards(context: ReadContext): Promise<readonly StreamShard[]>;
  iterator(shardId: string, position: ReadPosition, context: ReadContext): Promise<string>;
  read(shardId: string, iterator: string, limit: number, context: ReadContext): Promise<ReadRecords>;
  /** For how long the stream keeps records: milliseconds. */
  retention(context: ReadContext): Promise<number>;
}

/** Orders sequence numbers, which are decimal numbers of any length. */
export function compareSequenceNumbers(one: string, other: string): number {
  if (one.length !== other.length) return one.length - other.length;
  return one < other ? -1 : one > other ? 1 : 0;
}
