import type { UpdateShardCountCommandInput, UpdateShardCountCommandOutput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { changeShards, checkShardLimit, requireProvisioned } from "../changing-shards.ts";
import { invalidArgument, limitExceeded } from "../errors.ts";
import { openShards } from "../hash-keys.ts";
import { day, streamArn } from "../model.ts";
import { scale } from "../resharding.ts";
import type { KinesisState } from "../state.ts";
import { onStream } from "../streams.ts";

/** How often a stream is scaled in 24 hours. */
const mostChanges = 10;
const mostShards = 10_000;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html */
export const UpdateShardCount: Operation<
  KinesisState,
  UpdateShardCountCommandInput,
  Omit<UpdateShardCountCommandOutput, "$metadata">
> = {
  authorize: onStream("UpdateShardCount"),
  handle(call, input) {
    const { now } = call;
    const target = input.TargetShardCount!;
    let current = 0;
    const changed = changeShards(call, input, (stream) => {
      requireProvisioned(stream, "UpdateShardCount");
      current = openShards(stream).length;
      const refused = `UpdateShardCount cannot scale stream ${stream.name} under account ${stream.account} from ${current} to ${target} shards`;
      if (target > 2 * current) throw invalidArgument(`${refused}: at most double the current open shard count.`);
      if (target < current / 2) throw invalidArgument(`${refused}: at least half of the current open shard count.`);
      if (target > mostShards) throw limitExceeded(`${refused}: at most ${mostShards} shards.`);
      const countChanges = stream.countChanges.filter((at) => at > now - day);
      if (countChanges.length >= mostChanges) {
        throw limitExceeded(`${refused}: at most ${mostChanges} times per rolling 24-hour period.`);
      }
      if (target > current) checkShardLimit(call.state, stream, target - current);
      return { ...scale(stream, target, now), countChanges: [...countChanges, now] };
    });
    return {
      StreamName: changed.name,
      CurrentShardCount: current,
      TargetShardCount: target,
      StreamARN: streamArn(changed),
    };
  },
};
