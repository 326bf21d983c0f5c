import { EncodedJson } from "../../../kernel/encoded-json.ts";
import { whenThere } from "../../../kernel/eventual.ts";
import type { Operation } from "../../../kernel/service.ts";
import { leaveToRead } from "../encryption.ts";
import { dryRunSucceeded, invalidIterator, rateExceeded, shardDoesNotExist } from "../errors.ts";
import { namesStream } from "../input-checks.ts";
import { mebibyte, type Shard, type Stream, shardName, trimHorizon } from "../model.ts";
import { checkAge, readIterator, writeIterator } from "../shard-iterators.ts";
import { childShards } from "../shard-views.ts";
import type { KinesisState } from "../state.ts";
import { type KinesisCall, type OfStream, request, tryStreamOf } from "../streams.ts";

interface GetRecordsJson extends OfStream {
  readonly ShardIterator: string;
  readonly Limit?: number;
  readonly DryRun?: boolean;
}

const mostRecords = 10_000;
const mostBytes = 10 * mebibyte;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html */
export const GetRecords: Operation<KinesisState, GetRecordsJson> = {
  authorize: (call, { ShardIterator }) => request(call, "GetRecords", readIterator(ShardIterator)),
  satisfiesModel: (input) => {
    const { ShardIterator, Limit = 1 } = input;
    const isIterator = typeof ShardIterator === "string" && ShardIterator.length > 0 && ShardIterator.length <= 512;
    return isIterator && Limit >= 1 && Limit <= mostRecords && namesStream(input);
  },
  handle(call, input) {
    const iterator = readIterator(input.ShardIterator);
    const named = tryStreamOf(call, input);
    if (named && named.name !== iterator.name) throw invalidIterator();
    checkAge(iterator, call.now);
    const leave = leaveToRead(call, call.state.find(call.state.reader, iterator));
    return whenThere(leave, () => read(call, input, iterator));
  },
};

function read(call: KinesisCall, input: GetRecordsJson, iterator: ReturnType<typeof readIterator>): EncodedJson {
  const { state, now } = call;
  const stream = state.stream(state.reader, iterator);
  const shard = stream.shards.find(({ index }) => index === iterator.shard);
  if (!shard || stream.id !== iterator.streamId) throw shardDoesNotExist(stream, shardName(iterator.shard));
  if (input.DryRun) throw dryRunSucceeded();
  const limitKey = `${stream.id} ${shard.index}`;
  const isLimited = stream.mode === "PROVISIONED";
  if (isLimited && !state.limits.takeRead(limitKey, now)) {
    state.metrics.readRefused(stream, shard);
    throw rateExceeded(stream, shard.index);
  }
  const started = call.host.clock.elapsed();
  const limits = {
    records: Math.trunc(input.Limit ?? mostRecords),
    bytes: mostBytes,
    horizon: trimHorizon(stream, now),
  };
  const found = state.records.read(state.reader, stream.id, shard.index, iterator.place, limits);
  if (isLimited) state.limits.countRead(limitKey, found.bytes, now);
  const atEnd = found.next >= state.records.head(state.reader, stream.id, shard.index).next;
  const behind = atEnd ? 0 : Math.max(0, now - (found.arrival ?? now));
  const age = found.arrival === undefined ? 0 : Math.max(0, now - found.arrival);
  state.metrics.read(stream, shard, found.count, found.bytes, age, call.host.clock.elapsed() - started);
  const next =
    atEnd && shard.closed !== undefined
      ? childrenJson(stream, shard)
      : `"NextShardIterator":"${writeIterator({ ...iterator, created: now, place: found.next })}"`;
  return new EncodedJson(`{"Records":[${found.json}],${next === "" ? "" : `${next},`}"MillisBehindLatest":${behind}}`);
}

/** At the end of a closed shard there is no further iterator; the reader goes on with its children. */
function childrenJson(stream: Stream, shard: Shard): string {
  const children = childShards(stream, shard);
  return children.length === 0 ? "" : `"ChildShards":${JSON.stringify(children)}`;
}
