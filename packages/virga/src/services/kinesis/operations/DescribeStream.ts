import type { DescribeStreamCommandInput, DescribeStreamCommandOutput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { shardIndex } from "../model.ts";
import { describeShard } from "../shard-views.ts";
import type { KinesisState } from "../state.ts";
import { describeStream } from "../stream-views.ts";
import { onStream, requireStream } from "../streams.ts";

const defaultLimit = 100;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStream.html */
export const DescribeStream: Operation<
  KinesisState,
  DescribeStreamCommandInput,
  Omit<DescribeStreamCommandOutput, "$metadata">
> = {
  authorize: onStream("DescribeStream"),
  handle(call, input) {
    const stream = requireStream(call, call.state.reader, input);
    const { Limit = defaultLimit, ExclusiveStartShardId: start } = input;
    const after = start === undefined ? -1 : (shardIndex(start) ?? -1);
    const shards = stream.shards.filter(({ index }) => index > after);
    return {
      StreamDescription: {
        ...describeStream(stream),
        Shards: shards.slice(0, Limit).map(describeShard),
        HasMoreShards: shards.length > Limit,
      },
    };
  },
};
