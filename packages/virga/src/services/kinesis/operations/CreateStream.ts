import type { CreateStreamCommandInput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { checkShardLimit } from "../changing-shards.ts";
import { invalidArgument, limitExceeded, resourceInUse, unsupported, validationException } from "../errors.ts";
import { mostOnDemandStreams, onDemandShards, type Stream, shortestRetention } from "../model.ts";
import { firstShards } from "../resharding.ts";
import type { KinesisState } from "../state.ts";
import { type KinesisCall, onStream } from "../streams.ts";
import { withTags } from "../tags.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html */
export const CreateStream: Operation<KinesisState, CreateStreamCommandInput, object> = {
  authorize: onStream("CreateStream"),
  handle(call, input) {
    const { state, account, region, now } = call;
    const { MaxRecordSizeInKiB: maxRecordKiB = 1024, WarmThroughputMiBps: warmThroughput = 0, Tags = {} } = input;
    const named = { account, region, name: input.StreamName! };
    const mode = input.StreamModeDetails?.StreamMode ?? "PROVISIONED";
    const count = checkedShardCount(call, input);
    if (mode === "PROVISIONED" && warmThroughput > 0) {
      throw validationException("WarmThroughputMiBps is only supported for streams in On-Demand mode.");
    }
    checkDistribution(input, mode);
    state.transact((transaction) => {
      if (state.find(transaction, named)) {
        throw resourceInUse(`Stream ${named.name} under account ${account} already exists.`);
      }
      const stream: Stream = {
        ...named,
        id: `${call.host.ids.text(20)}-${call.host.ids.text(3)}`,
        created: now,
        mode,
        retentionHours: shortestRetention,
        maxRecordKiB,
        metrics: [],
        warmThroughput,
        tags: withTags(named, {}, Tags),
        ...firstShards(count, now),
        modeChanges: [],
        countChanges: [],
      };
      state.put(transaction, stream);
    });
    // Whoever reads from a stream of this name, as event source mappings do, finds a new one.
    state.announce(named);
    return {};
  },
};

function checkDistribution({ RecordDistributionStrategy: strategy }: CreateStreamCommandInput, mode: string): void {
  if (strategy !== "AUTO") return;
  if (mode === "ON_DEMAND") throw unsupported("the RecordDistributionStrategy AUTO");
  throw invalidArgument("RecordDistributionStrategy AUTO is only supported for streams in On-Demand mode.");
}

function checkedShardCount(call: KinesisCall, input: CreateStreamCommandInput): number {
  const { state } = call;
  if (input.StreamModeDetails?.StreamMode === "ON_DEMAND") {
    if (input.ShardCount !== undefined) {
      throw validationException("ShardCount must not be specified for streams in On-Demand mode.");
    }
    const streams = Array.from(state.streams(state.reader, call)).filter(({ mode }) => mode === "ON_DEMAND");
    if (streams.length >= mostOnDemandStreams) {
      throw limitExceeded(`On-Demand streams are limited to ${mostOnDemandStreams} in account ${call.account}.`);
    }
    return onDemandShards;
  }
  if (input.ShardCount === undefined) {
    throw invalidArgument("ShardCount must be specified for streams in Provisioned mode.");
  }
  checkShardLimit(state, call, input.ShardCount);
  return input.ShardCount;
}
