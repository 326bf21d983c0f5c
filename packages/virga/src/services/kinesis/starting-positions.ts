import { invalidArgument } from "./errors.ts";
import { type Shard, type Stream, shardName } from "./model.ts";
import { parseSequenceNumber } from "./sequence-numbers.ts";
import type { KinesisCall } from "./streams.ts";

/** Where a reader wants to begin, as inputs say it. */
export interface StartingPosition {
  readonly type: string | undefined;
  readonly sequenceNumber: string | undefined;
  readonly timestamp: Date | undefined;
}

/** The place of a shard's first record for a reader. @throws AwsError InvalidArgumentException */
export function startingPlace(
  { state, now }: KinesisCall,
  operation: string,
  stream: Stream,
  shard: Shard,
  { type, sequenceNumber: number, timestamp }: StartingPosition,
): number {
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
      return placeOf(operation, stream, shard, number!) + (type === "AFTER_SEQUENCE_NUMBER" ? 1 : 0);
  }
}

/** The place of a sequence number in its shard. @throws AwsError InvalidArgumentException */
function placeOf(operation: string, stream: Stream, shard: Shard, number: string): number {
  const position = parseSequenceNumber(number);
  const used = `StartingSequenceNumber ${number} used in ${operation} on shard ${shardName(shard.index)} in stream ${stream.name} under account ${stream.account} is invalid`;
  if (!position) throw invalidArgument(`${used}.`);
  if (position.index !== shard.index) {
    throw invalidArgument(
      `Invalid StartingSequenceNumber. It encodes ${shardName(position.index)}, while it was used in a call to a shard with ${shardName(shard.index)}`,
    );
  }
  if (position.epoch !== shard.epoch) throw invalidArgument(`${used} because it did not come from this stream.`);
  return position.place;
}
