import type { SplitShardCommandInput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { changeShards, checkShardLimit, requireOpenShard, requireProvisioned } from "../changing-shards.ts";
import { invalidArgument } from "../errors.ts";
import { hashKeyText, readHashKey } from "../hash-keys.ts";
import { shardName } from "../model.ts";
import { canSplitAt, split } from "../resharding.ts";
import type { KinesisState } from "../state.ts";
import { onStream } from "../streams.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SplitShard.html */
export const SplitShard: Operation<KinesisState, SplitShardCommandInput, object> = {
  authorize: onStream("SplitShard"),
  handle(call, input) {
    changeShards(call, input, (stream) => {
      requireProvisioned(stream, "SplitShard");
      const shard = requireOpenShard(stream, input.ShardToSplit!);
      const start = readHashKey(input.NewStartingHashKey!);
      if (start === undefined || !canSplitAt(shard, start)) {
        throw invalidArgument(
          `NewStartingHashKey ${input.NewStartingHashKey} used in SplitShard() on shard ${shardName(shard.index)} in stream ${stream.name} under account ${stream.account} is not both greater than one plus the shard's StartingHashKey ${hashKeyText(shard.start)} and less than the shard's EndingHashKey ${hashKeyText(shard.end)}.`,
        );
      }
      checkShardLimit(call.state, stream, 1);
      return split(stream, shard, start, call.now);
    });
    return {};
  },
};
