import type { SubscribeToShardCommandInput, SubscribeToShardCommandOutput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { dryRunSucceeded, invalidArgument, shardDoesNotExist } from "../errors.ts";
import { shardIndex } from "../model.ts";
import { ShardSubscription } from "../shard-subscription.ts";
import { startingPlace } from "../starting-positions.ts";
import type { KinesisState } from "../state.ts";
import { onConsumer, requireConsumer, requireStream, streamOfConsumer } from "../streams.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SubscribeToShard.html */
export const SubscribeToShard: Operation<
  KinesisState,
  SubscribeToShardCommandInput,
  Omit<SubscribeToShardCommandOutput, "$metadata">
> = {
  authorize: onConsumer("SubscribeToShard"),
  handle(call, input) {
    const { state } = call;
    const consumer = requireConsumer(call, state.reader, { ConsumerARN: input.ConsumerARN });
    const stream = state.stream(state.reader, streamOfConsumer(consumer));
    if (input.StreamId !== undefined && requireStream(call, state.reader, { StreamId: input.StreamId }) !== stream) {
      throw invalidArgument("StreamId and ConsumerARN must name the same stream.");
    }
    const index = shardIndex(input.ShardId!);
    const shard = stream.shards.find((found) => found.index === index);
    if (!shard) throw shardDoesNotExist(stream, input.ShardId!);
    const { Type: type, SequenceNumber: sequenceNumber, Timestamp: timestamp } = input.StartingPosition!;
    const place = startingPlace(call, "SubscribeToShard", stream, shard, { type, sequenceNumber, timestamp });
    if (input.DryRun) throw dryRunSucceeded();
    const start = { stream, consumer, shard, place };
    const make = () => new ShardSubscription(call, start);
    try {
      const EventStream = state.subscriptions.open(start, call.now, make);
      state.metrics.subscribed(stream, consumer.name, true);
      return { EventStream };
    } catch (thrown) {
      state.metrics.subscribed(stream, consumer.name, false);
      throw thrown;
    }
  },
};
