import type { Shard } from "./model.ts";

/**
 * Sequence numbers have 56 digits, as AWS's. Written in hexadecimal they are: `2`, the shard's epoch (9 digits), the last digit of
 * its index, the record's place in the shard (16), `00`, the second of its arrival (9), the shard's index (8), and `2`. So they grow
 * with each record of a shard, and all of a child are greater than all of its parents.
 */
const layout = /^2([0-9a-f]{9})([0-9a-f])([0-9a-f]{16})00([0-9a-f]{9})([0-9a-f]{8})2$/;

/** By how much the number grows from one place to the next. */
export const placeStep = 1n << 80n;
const lastPlace = 0x7fff_ffff_ffff_ffffn;

function hex(value: number | bigint, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

/** The number of a shard's record at a place, which arrived at an instant (epoch milliseconds). */
export function sequenceNumber({ epoch, index }: Shard, place: number | bigint, arrival: number): bigint {
  const seconds = hex(Math.floor(arrival / 1000), 9);
  return BigInt(`0x2${hex(epoch, 9)}${hex(index % 16, 1)}${hex(place, 16)}00${seconds}${hex(index, 8)}2`);
}

/** What a shard's range of sequence numbers begins with; its first record has place 1. */
export function startingSequenceNumber(shard: Shard): string {
  return sequenceNumber(shard, 0, shard.epoch * 1000).toString();
}

/** Where the range of a closed shard ends. */
export function endingSequenceNumber(shard: Shard): string | undefined {
  return shard.closed === undefined ? undefined : sequenceNumber(shard, lastPlace, shard.closed).toString();
}

/** What a sequence number tells. */
export interface SequencePosition {
  readonly epoch: number;
  readonly index: number;
  /** Clamped to what a number holds. */
  readonly place: number;
  /** Epoch seconds. */
  readonly second: number;
}

/** Reads a sequence number; undefined for one that no stream has. */
export function parseSequenceNumber(text: string): SequencePosition | undefined {
  const [, epoch = "", digit, place = "", second = "", index = ""] = layout.exec(BigInt(text).toString(16)) ?? [];
  if (epoch === "" || !index.endsWith(digit!)) return undefined;
  return {
    epoch: Number.parseInt(epoch, 16),
    index: Number.parseInt(index, 16),
    place: Math.min(Number.parseInt(place, 16), Number.MAX_SAFE_INTEGER - 1),
    second: Number.parseInt(second, 16),
  };
}
