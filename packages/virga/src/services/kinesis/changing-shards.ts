import type { Transaction } from "../../kernel/store.ts";
import { invalidArgument, shardNotFound, tooManyShards, validationException } from "./errors.ts";
import { openShards } from "./hash-keys.ts";
import { hour, type Place, type Shard, type Stream, shardIndex, shardLimit } from "./model.ts";
import type { KinesisState } from "./state.ts";
import { type KinesisCall, type OfStream, requireStream } from "./streams.ts";

/** How many open shards the provisioned streams of a place have. */
export function countOpenShards(state: KinesisState, place: Place): number {
  let count = 0;
  for (const stream of state.streams(state.reader, place)) {
    if (stream.mode === "PROVISIONED") count += openShards(stream).length;
  }
  return count;
}

/** @throws AwsError LimitExceededException */
export function checkShardLimit(state: KinesisState, place: Place, more: number): void {
  const open = countOpenShards(state, place);
  const limit = shardLimit(place.region);
  if (open + more > limit) throw tooManyShards(place, open, limit, more);
}

/** The shard of a stream by its name. @throws AwsError ResourceNotFoundException */
export function requireShard(stream: Stream, name: string): Shard {
  const index = shardIndex(name);
  const shard = stream.shards.find((found) => found.index === index);
  if (!shard) throw shardNotFound(stream, name);
  return shard;
}

/** The same for one that may be split or merged. @throws AwsError also InvalidArgumentException */
export function requireOpenShard(stream: Stream, name: string): Shard {
  const shard = requireShard(stream, name);
  if (shard.closed !== undefined) {
    throw invalidArgument(
      `Shard ${name} in stream ${stream.name} under account ${stream.account} has already been merged or split, and thus is not eligible for merging or splitting.`,
    );
  }
  return shard;
}

/** @throws AwsError ValidationException */
export function requireProvisioned(stream: Stream, operation: string): void {
  if (stream.mode === "PROVISIONED") return;
  throw validationException(
    `Request is invalid. Stream ${stream.name} under account ${stream.account} is in On-Demand mode; ${operation} is not supported for it.`,
  );
}

/** Gives a stream other shards; those that were closed are there until their last record is too old. */
export function changeShards(call: KinesisCall, input: OfStream, change: (stream: Stream) => Stream): Stream {
  const changed = call.state.transact((transaction) => {
    const stream = requireStream(call, transaction, input);
    const next = change(stream);
    call.state.put(transaction, next);
    planEnds(call, transaction, next);
    return next;
  });
  // Whoever reads a closed shard learns that it ends.
  call.state.announce(changed);
  return changed;
}

function planEnds({ state, now }: KinesisCall, transaction: Transaction, stream: Stream): void {
  for (const { index, closed } of stream.shards) {
    if (closed !== now) continue;
    const head = state.records.head(transaction, stream.id, index);
    if (head.trims) continue;
    state.records.putHead(transaction, stream.id, index, { ...head, trims: true });
    state.planTrim(transaction, stream.id, index, now + stream.retentionHours * hour);
  }
}
