import type { MergeShardsCommandInput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { changeShards, requireOpenShard, requireProvisioned } from "../changing-shards.ts";
import { invalidArgument } from "../errors.ts";
import { shardName } from "../model.ts";
import { areAdjacent, merge } from "../resharding.ts";
import type { KinesisState } from "../state.ts";
import { onStream } from "../streams.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_MergeShards.html */
export const MergeShards: Operation<KinesisState, MergeShardsCommandInput, object> = {
  authorize: onStream("MergeShards"),
  handle(call, input) {
    changeShards(call, input, (stream) => {
      requireProvisioned(stream, "MergeShards");
      const shard = requireOpenShard(stream, input.ShardToMerge!);
      const adjacent = requireOpenShard(stream, input.AdjacentShardToMerge!);
      if (shard === adjacent || !areAdjacent(shard, adjacent)) {
        throw invalidArgument(
          `Shards ${shardName(shard.index)} and ${shardName(adjacent.index)} in stream ${stream.name} under account ${stream.account} are not an adjacent pair of shards eligible for merging`,
        );
      }
      return merge(stream, shard, adjacent, call.now);
    });
    return {};
  },
};
