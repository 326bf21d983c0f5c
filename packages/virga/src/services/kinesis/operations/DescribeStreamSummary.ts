import type { DescribeStreamSummaryCommandInput, DescribeStreamSummaryCommandOutput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { openShards } from "../hash-keys.ts";
import type { KinesisState } from "../state.ts";
import { describeStream } from "../stream-views.ts";
import { onStream, requireStream } from "../streams.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStreamSummary.html */
export const DescribeStreamSummary: Operation<
  KinesisState,
  DescribeStreamSummaryCommandInput,
  Omit<DescribeStreamSummaryCommandOutput, "$metadata">
> = {
  authorize: onStream("DescribeStreamSummary"),
  handle(call, input) {
    const stream = requireStream(call, call.state.reader, input);
    const { warmThroughput } = stream;
    return {
      StreamDescriptionSummary: {
        ...describeStream(stream),
        StreamId: stream.id,
        OpenShardCount: openShards(stream).length,
        ConsumerCount: Array.from(call.state.consumers(call.state.reader, stream.id)).length,
        ...(warmThroughput > 0 && { WarmThroughput: { TargetMiBps: warmThroughput, CurrentMiBps: warmThroughput } }),
        MaxRecordSizeInKiB: stream.maxRecordKiB,
        ...(stream.mode === "ON_DEMAND" && { RecordDistributionStrategy: "USER_PARTITION_KEY" as const }),
      },
    };
  },
};
