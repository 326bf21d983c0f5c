import type { DescribeLimitsCommandInput, DescribeLimitsCommandOutput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { countOpenShards } from "../changing-shards.ts";
import { mostOnDemandStreams, shardLimit } from "../model.ts";
import type { KinesisState } from "../state.ts";
import { onAccount } from "../streams.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeLimits.html */
export const DescribeLimits: Operation<
  KinesisState,
  DescribeLimitsCommandInput,
  Omit<DescribeLimitsCommandOutput, "$metadata">
> = {
  authorize: onAccount("DescribeLimits"),
  handle: (call) => ({
    ShardLimit: shardLimit(call.region),
    OpenShardCount: countOpenShards(call.state, call),
    OnDemandStreamCount: Array.from(call.state.streams(call.state.reader, call)).filter(
      ({ mode }) => mode === "ON_DEMAND",
    ).length,
    OnDemandStreamCountLimit: mostOnDemandStreams,
  }),
};
