import type { ListShardsCommandInput, ListShardsCommandOutput, ShardFilter } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { invalidArgument, resourceInUse, streamNotFound } from "../errors.ts";
import { type Shard, type Stream, type StreamName, shardIndex, trimHorizon } from "../model.ts";
import { readToken, writeToken } from "../page-tokens.ts";
import { describeShard } from "../shard-views.ts";
import type { KinesisState } from "../state.ts";
import { type KinesisCall, request, streamOf, tryStreamOf } from "../streams.ts";

/** What a token continues. */
interface Continuation extends StreamName {
  readonly streamId: string;
  readonly after: number;
  readonly filter?: { readonly type: string; readonly shardId?: string; readonly timestamp?: number };
}

const mostShards = 1_000;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListShards.html */
export const ListShards: Operation<KinesisState, ListShardsCommandInput, Omit<ListShardsCommandOutput, "$metadata">> = {
  authorize: (call, input) => request(call, "ListShards", listed(call, input)),
  handle(call, input) {
    const { state, now } = call;
    const { NextToken, MaxResults = mostShards } = input;
    const stream = state.stream(state.reader, listed(call, input));
    const token = NextToken === undefined ? undefined : readToken<Continuation>(NextToken, now);
    if (token && token.streamId !== stream.id) throw streamNotFound(stream);
    checkCreation(stream, input.StreamCreationTimestamp);
    const filter = token ? token.filter : filterOf(input.ShardFilter);
    const start = input.ExclusiveStartShardId;
    if (start !== undefined && filter) {
      throw invalidArgument("ExclusiveStartShardId and ShardFilter cannot be provided together.");
    }
    const after = token?.after ?? (start === undefined ? -1 : (shardIndex(start) ?? -1));
    const shows = filter ? shown(stream, filter, now) : () => true;
    const shards = stream.shards.filter((shard) => shard.index > after && shows(shard));
    const page = shards.slice(0, Math.min(MaxResults, mostShards));
    const { account, region, name, id: streamId } = stream;
    const next: Continuation = {
      account,
      region,
      name,
      streamId,
      after: page.at(-1)?.index ?? 0,
      ...(filter && { filter }),
    };
    return {
      Shards: page.map(describeShard),
      ...(shards.length > page.length && { NextToken: writeToken(next, now) }),
    };
  },
};

function listed(call: KinesisCall, input: ListShardsCommandInput): StreamName {
  if (input.NextToken === undefined) {
    if (tryStreamOf(call, input) === undefined) {
      throw invalidArgument("Either NextToken or StreamName should be provided.");
    }
    return streamOf(call, input);
  }
  if (tryStreamOf(call, input) !== undefined) {
    throw invalidArgument("NextToken and StreamName cannot be provided together.");
  }
  return readToken<Continuation>(input.NextToken, call.now);
}

function checkCreation(stream: Stream, wanted: Date | undefined): void {
  if (!wanted || Math.floor(wanted.getTime() / 1000) === Math.floor(stream.created / 1000)) return;
  throw resourceInUse(`Stream ${stream.name} under account ${stream.account} was not created at the given time.`);
}

function filterOf(filter: ShardFilter | undefined): Continuation["filter"] {
  if (!filter) return undefined;
  const { Type: type = "", ShardId: shardId, Timestamp: timestamp } = filter;
  if ((type === "AFTER_SHARD_ID") !== (shardId !== undefined)) {
    throw invalidArgument("ShardId must be specified in ShardFilter if, and only if, its type is AFTER_SHARD_ID.");
  }
  if ((type === "AT_TIMESTAMP" || type === "FROM_TIMESTAMP") !== (timestamp !== undefined)) {
    throw invalidArgument(
      "Timestamp must be specified in ShardFilter if, and only if, its type is AT_TIMESTAMP or FROM_TIMESTAMP.",
    );
  }
  return { type, ...(shardId !== undefined && { shardId }), ...(timestamp && { timestamp: timestamp.getTime() }) };
}

/** Which shards a filter lets through. What was before the trim horizon counts from there, or from the stream's creation. */
function shown(
  stream: Stream,
  { type, shardId, timestamp = 0 }: NonNullable<Continuation["filter"]>,
  now: number,
): (shard: Shard) => boolean {
  const horizon = Math.max(trimHorizon(stream, now), stream.created);
  const from = type.endsWith("TIMESTAMP") ? Math.max(timestamp, horizon) : horizon;
  const lasts = ({ closed }: Shard) => closed === undefined || closed >= from;
  switch (type) {
    case "AFTER_SHARD_ID": {
      const after = shardIndex(shardId!) ?? -1;
      return ({ index }) => index > after;
    }
    case "AT_LATEST":
      return ({ closed }) => closed === undefined;
    case "AT_TRIM_HORIZON":
    case "AT_TIMESTAMP":
      return (shard) => shard.created <= from && lasts(shard);
    default:
      return lasts;
  }
}
