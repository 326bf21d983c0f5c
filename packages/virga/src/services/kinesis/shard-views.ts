import type { ChildShard, Shard as ShardView } from "@aws-sdk/client-kinesis";
import { hashKeyText } from "./hash-keys.ts";
import { type Shard, type Stream, shardName } from "./model.ts";
import { endingSequenceNumber, startingSequenceNumber } from "./sequence-numbers.ts";

function hashKeyRange({ start, end }: Shard) {
  return { StartingHashKey: hashKeyText(start), EndingHashKey: hashKeyText(end) };
}

/** A shard as it is described. */
export function describeShard(shard: Shard): ShardView {
  const { parent, adjacentParent } = shard;
  const end = endingSequenceNumber(shard);
  return {
    ShardId: shardName(shard.index),
    ...(parent !== undefined && { ParentShardId: shardName(parent) }),
    ...(adjacentParent !== undefined && { AdjacentParentShardId: shardName(adjacentParent) }),
    HashKeyRange: hashKeyRange(shard),
    SequenceNumberRange: {
      StartingSequenceNumber: startingSequenceNumber(shard),
      ...(end !== undefined && { EndingSequenceNumber: end }),
    },
  };
}

/** The shards that a closed shard became. */
export function childShards({ shards }: Stream, { index }: Shard): ChildShard[] {
  return shards
    .filter(({ parent, adjacentParent }) => parent === index || adjacentParent === index)
    .map((child) => ({
      ShardId: shardName(child.index),
      ParentShards: [child.parent, child.adjacentParent].flatMap((parent) =>
        parent === undefined ? [] : [shardName(parent)],
      ),
      HashKeyRange: hashKeyRange(child),
    }));
}
