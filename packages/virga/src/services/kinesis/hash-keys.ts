import { hash } from "node:crypto";
import type { Shard, Stream } from "./model.ts";

/** One more than the greatest hash key. */
export const hashKeys = 1n << 128n;

/** A hash key as 32 hexadecimal digits, whose order as texts is the order of hash keys. */
export function hashKeyHex(key: bigint): string {
  return key.toString(16).padStart(32, "0");
}

/** The same from an API's decimal text; undefined if it is beyond 2^128-1. */
export function readHashKey(text: string): string | undefined {
  const key = BigInt(text);
  return key < hashKeys ? hashKeyHex(key) : undefined;
}

export function hashKeyText(hex: string): string {
  return BigInt(`0x${hex}`).toString();
}

/** The hash key of a partition key: its MD5. */
export function hashOf(partitionKey: string): string {
  return hash("md5", partitionKey, "hex");
}

/** Where `count` ranges that are as even as can be begin. */
export function evenStarts(count: number): string[] {
  return Array.from({ length: count }, (_, index) => hashKeyHex((hashKeys * BigInt(index)) / BigInt(count)));
}

export function before(hex: string): string {
  return hashKeyHex(BigInt(`0x${hex}`) - 1n);
}

export function after(hex: string): string {
  return hashKeyHex(BigInt(`0x${hex}`) + 1n);
}

const openShardsOf = new WeakMap<Stream, readonly Shard[]>();

/** A stream's open shards, in the order of their hash keys. */
export function openShards(stream: Stream): readonly Shard[] {
  let open = openShardsOf.get(stream);
  if (!open) {
    open = stream.shards
      .filter(({ closed }) => closed === undefined)
      .sort((left, right) => (left.start < right.start ? -1 : 1));
    openShardsOf.set(stream, open);
  }
  return open;
}

/** The open shard whose range contains a hash key. */
export function shardOf(stream: Stream, hashKey: string): Shard {
  const open = openShards(stream);
  let low = 0;
  let high = open.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (open[middle]!.start <= hashKey) low = middle;
    else high = middle - 1;
  }
  return open[low]!;
}
