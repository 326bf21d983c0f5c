import type { GetShardIteratorCommandInput, GetShardIteratorCommandOutput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { invalidArgument, shardDoesNotExist } from "../errors.ts";
import { type Shard, type Stream, shardIndex, shardName } from "../model.ts";
import { parseSequenceNumber } from "../sequence-numbers.ts";
import { writeIterator } from "../shard-iterators.ts";
import type { KinesisState } from "../state.ts";
import { type KinesisCall, onStream, requireStream } from "../streams.ts";

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
    const place = startingPlace(call, stream, shard, input);
    const iterator = { created: call.now, account, region, name, streamId, shard: shard.index, place };
    return { ShardIterator: writeIterator(iterator) };
  },
};

function startingPlace(call: KinesisCall, stream: Stream, shard: Shard, input: GetShardIteratorCommandInput): number {
  const { state, now } = call;
  const { ShardIteratorType: type, StartingSequenceNumber: number, Timestamp: timestamp } = input;
  const bySequence = type === "AT_SEQUENCE_NUMBER" || type === "AFTER_SEQUENCE_NUMBER";
  if (bySequence !== (number !== undefined)) {
    throw invalidArgument(
      `Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified ${type} and ${number === undefined ? "no" : "also a"} StartingSequenceNumber.`,
    );
  }
  switch (type) {
    case "TRIM_HORIZON":
      return 0;
    case "LATEST":
      return state.records.head(state.reader, stream.id, shard.index).next;
    case "AT_TIMESTAMP": {
      if (!timestamp) {
        throw invalidArgument(
          "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.",
        );
      }
      const instant = timestamp.getTime();
      if (instant > now) {
        throw invalidArgument(
          `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ${instant}, currentTimestampInMillis: ${now}`,
        );
      }
      return state.records.placeAt(state.reader, stream.id, shard.index, instant);
    }
    default:
      return placeOf(stream, shard, number!) + (type === "AFTER_SEQUENCE_NUMBER" ? 1 : 0);
  }
}

/** The place of a sequence number in its shard. @throws AwsError InvalidArgumentException */
function placeOf(stream: Stream, shard: Shard, number: string): number {
  const position = parseSequenceNumber(number);
  const used = `StartingSequenceNumber ${number} used in GetShardIterator on shard ${shardName(shard.index)} in stream ${stream.name} under account ${stream.account} is invalid`;
  if (!position) throw invalidArgument(`${used}.`);
  if (position.index !== shard.index) {
    throw invalidArgument(
      `Invalid StartingSequenceNumber. It encodes ${shardName(position.index)}, while it was used in a call to a shard with ${shardName(shard.index)}`,
    );
  }
  if (position.epoch !== shard.epoch) throw invalidArgument(`${used} because it did not come from this stream.`);
  return position.place;
}
