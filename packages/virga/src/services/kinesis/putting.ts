import {
  dryRunSucceeded,
  invalidArgument,
  rateExceededText,
  throughputExceeded,
  validationException,
} from "./errors.ts";
import { hashOf, readHashKey, shardOf } from "./hash-keys.ts";
import { hour, mebibyte, type Shard, type Stream, shardName } from "./model.ts";
import type { ArrivingRecord } from "./shard-records.ts";
import type { KinesisCall, OfStream } from "./streams.ts";
import { requireStream } from "./streams.ts";

/** A record as it comes: its data in base64. The key is asked for here: the model lets streams of another strategy do without. */
export interface PutEntry {
  readonly Data: string;
  readonly PartitionKey?: string;
  readonly ExplicitHashKey?: string;
}

/** Where a record is, or why it is not. */
export interface PutResult {
  readonly shard: Shard;
  readonly number?: string;
  readonly error?: { readonly code: string; readonly message: string };
}

interface PreparedRecord extends ArrivingRecord {
  readonly shard: Shard;
}

/** Bytes of a request's records. Raised from 5 MiB when records could become larger. */
const largestRequest = 10 * mebibyte;

function base64Bytes(text: string): number {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  return (text.length / 4) * 3 - padding;
}

/** Finds a record's shard and measures it. @throws AwsError InvalidArgumentException, ValidationException */
function prepare(stream: Stream, entry: PutEntry, path: string): PreparedRecord {
  const { Data: data, PartitionKey: partitionKey, ExplicitHashKey: explicit } = entry;
  if (partitionKey === undefined) {
    throw validationException(
      `1 validation error detected: Value null at '${path}partitionKey' failed to satisfy constraint: Member must not be null`,
    );
  }
  const hashKey = explicit === undefined ? hashOf(partitionKey) : readHashKey(explicit);
  if (hashKey === undefined) {
    throw invalidArgument(
      `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${explicit}`,
    );
  }
  const bytes = base64Bytes(data) + Buffer.byteLength(partitionKey);
  const most = stream.maxRecordKiB * 1024;
  if (bytes > most) {
    throw validationException(
      `1 validation error detected: Value at '${path}data' failed to satisfy constraint: Member must have length less than or equal to ${most}`,
    );
  }
  return { data, partitionKey, bytes, shard: shardOf(stream, hashKey) };
}

/**
 * Puts records into their shards, in their order: those that are too much for their shard are left out. An on-demand
 * stream has room for whatever comes. @throws AwsError ResourceNotFoundException, InvalidArgumentException
 */
export function putRecords(
  call: KinesisCall,
  input: OfStream & { readonly DryRun?: boolean },
  entries: readonly PutEntry[],
  path: (index: number) => string,
  operation: "PutRecord" | "PutRecords",
): { readonly stream: Stream; readonly results: readonly PutResult[] } {
  const { state } = call;
  const { clock } = state.host;
  const started = clock.elapsed();
  const stream = requireStream(call, state.reader, input);
  const prepared = entries.map((entry, index) => prepare(stream, entry, path(index)));
  const sizes = prepared.map(({ bytes }) => bytes);
  if (sizes.reduce((sum, bytes) => sum + bytes, 0) > largestRequest) {
    throw invalidArgument("Records size exceeds 10 MB limit");
  }
  if (input.DryRun) throw dryRunSucceeded();
  const results = new Array<PutResult>(prepared.length);
  const admitted = admit(call, stream, prepared, results);
  if (admitted.size > 0) append(call, stream, prepared, admitted, results);
  state.metrics.put(stream, operation, results, sizes, clock.elapsed() - started);
  return { stream, results };
}

/** Places of records in their request, by shard. */
type PlacesByShard = ReadonlyMap<Shard, readonly number[]>;

/** The records that their shards have room for; notes what became of the others. */
function admit(
  { state, now }: KinesisCall,
  stream: Stream,
  records: readonly PreparedRecord[],
  results: PutResult[],
): PlacesByShard {
  const admitted = new Map<Shard, number[]>();
  for (const [place, { shard, bytes }] of records.entries()) {
    if (stream.mode === "PROVISIONED" && !state.limits.takeRecord(`${stream.id} ${shard.index}`, bytes, now)) {
      results[place] = { shard, error: { code: throughputExceeded, message: rateExceededText(stream, shard.index) } };
      continue;
    }
    const places = admitted.get(shard);
    if (places) places.push(place);
    else admitted.set(shard, [place]);
  }
  return admitted;
}

function append(
  { state, now }: KinesisCall,
  stream: Stream,
  records: readonly PreparedRecord[],
  admitted: PlacesByShard,
  results: PutResult[],
): void {
  state.transact((transaction) => {
    for (const [shard, places] of admitted) {
      const arriving = places.map((place) => records[place]!);
      const { numbers, before } = state.records.append(transaction, stream, shard, arriving, now);
      if (!before.trims) {
        state.planTrim(transaction, stream.id, shard.index, now + stream.retentionHours * hour);
      }
      for (const [position, place] of places.entries()) results[place] = { shard, number: numbers[position]! };
    }
  });
  state.announce(
    stream,
    admitted.keys().map(({ index }) => shardName(index)),
  );
}
