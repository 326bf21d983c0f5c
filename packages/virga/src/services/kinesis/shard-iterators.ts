import { invalidIterator, iteratorExpired } from "./errors.ts";
import type { StreamName } from "./model.ts";

/** Where a reader of a shard stands. */
export interface ShardIterator extends StreamName {
  readonly streamId: string;
  readonly shard: number;
  /** The place of the next record. */
  readonly place: number;
  /** Epoch milliseconds. */
  readonly created: number;
}

const lifetime = 300_000;
const version = "1";

/** Writes an iterator as a text that means nothing to callers. */
export function writeIterator({ created, streamId, shard, place, account, region, name }: ShardIterator): string {
  const parts = [version, created, streamId, shard, place, account, region, name];
  return Buffer.from(parts.join("/")).toString("base64");
}

/** Reads an iterator's text. @throws AwsError InvalidArgumentException */
export function readIterator(text: string): ShardIterator {
  const parts = Buffer.from(text, "base64").toString("latin1").split("/");
  const [found, created, streamId = "", shard, place, account = "", region = "", name = ""] = parts;
  const numbers = [created, shard, place].map(Number);
  if (found !== version || parts.length !== 8 || name === "" || !numbers.every(Number.isSafeInteger)) {
    throw invalidIterator();
  }
  return { created: numbers[0]!, streamId, shard: numbers[1]!, place: numbers[2]!, account, region, name };
}

/** @throws AwsError ExpiredIteratorException five minutes after the iterator was made. */
export function checkAge({ created }: ShardIterator, now: number): void {
  if (now - created > lifetime) throw iteratorExpired(created, now, lifetime);
}
