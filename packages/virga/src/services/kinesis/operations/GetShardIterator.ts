import type { GetShardIteratorCommandInput, GetShardIteratorCommandOutput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { dryRunSucceeded, shardDoesNotExist } from "../errors.ts";
import { shardIndex } from "../model.ts";
import { writeIterator } from "../shard-iterators.ts";
import { startingPlace } from "../starting-positions.ts";
import type { KinesisState } from "../state.ts";
import { onStream, requireStream } from "../streams.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetShardIterator.html */
export const GetShardIterator: Operation<
  KinesisState,
  GetShardIteratorCommandInput,
  Omit<GetShardIteratorCommandOutput, "$metadata">
> = {
  authorize: onStream("GetShardIterator"),
  handle(call, input) {
    const stream = requireStream(call, call.state.reader, input);
    const index = shardIndex(input.ShardId!);
    const shard = stream.shards.find((found) => found.index === index);
    if (!shard) throw shardDoesNotExist(stream, input.ShardId!);
    const { account, region, name, id: streamId } = stream;
    const { ShardIteratorType: type, StartingSequenceNumber: sequenceNumber, Timestamp: timestamp } = input;
    const place = startingPlace(call, "GetShardIterator", stream, shard, { type, sequenceNumber, timestamp });
    if (input.DryRun) throw dryRunSucceeded();
    const iterator = { created: call.now, account, region, name, streamId, shard: shard.index, place };
    return { ShardIterator: writeIterator(iterator) };
  },
};
