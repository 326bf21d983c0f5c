import {
  type _Record,
  GetRecordsCommand,
  GetShardIteratorCommand,
  InvalidArgumentException,
  type KinesisClient,
  ResourceNotFoundException,
} from "@aws-sdk/client-kinesis";
import type { Failure } from "./failures.ts";

/** Fetches what a failure tells of from the stream: none of what it does not have any more. */
export async function failedRecords(
  kinesis: KinesisClient,
  { KinesisBatchInfo: batch }: Pick<Failure, "KinesisBatchInfo">,
): Promise<readonly _Record[]> {
  const last = BigInt(batch.endSequenceNumber);
  const found: _Record[] = [];
  let iterator = await iteratorAt(kinesis, batch);
  while (iterator !== undefined) {
    const answer = await kinesis.send(
      new GetRecordsCommand({ StreamARN: batch.streamArn, ShardIterator: iterator, Limit: batch.batchSize }),
    );
    const { Records = [], MillisBehindLatest = 0, NextShardIterator } = answer;
    const ours = Records.filter(({ SequenceNumber }) => BigInt(SequenceNumber!) <= last);
    found.push(...ours);
    const isPast = ours.length < Records.length || ours.at(-1)?.SequenceNumber === batch.endSequenceNumber;
    if (isPast || (Records.length === 0 && MillisBehindLatest === 0)) break;
    iterator = NextShardIterator;
  }
  return found;
}

async function iteratorAt(
  kinesis: KinesisClient,
  { streamArn, shardId, startSequenceNumber }: Failure["KinesisBatchInfo"],
): Promise<string | undefined> {
  const input = {
    StreamARN: streamArn,
    ShardId: shardId,
    ShardIteratorType: "AT_SEQUENCE_NUMBER",
    StartingSequenceNumber: startSequenceNumber,
  } as const;
  try {
    return (await kinesis.send(new GetShardIteratorCommand(input))).ShardIterator;
  } catch (thrown) {
    // The shard is gone with its records.
    if (thrown instanceof ResourceNotFoundException || thrown instanceof InvalidArgumentException) return undefined;
    throw thrown;
  }
}

/** The event with which Lambda gives these records to a function. */
export function eventOf(records: readonly _Record[], { KinesisBatchInfo: { shardId, streamArn } }: Failure): object {
  return {
    Records: records.map(({ SequenceNumber, PartitionKey, Data, ApproximateArrivalTimestamp }) => ({
      kinesis: {
        kinesisSchemaVersion: "1.0",
        partitionKey: PartitionKey,
        sequenceNumber: SequenceNumber,
        data: Buffer.from(Data!).toString("base64"),
        approximateArrivalTimestamp: ApproximateArrivalTimestamp!.getTime() / 1000,
      },
      eventSource: "aws:kinesis",
      eventVersion: "1.0",
      eventID: `${shardId}:${SequenceNumber}`,
      eventName: "aws:kinesis:record",
      awsRegion: streamArn.split(":")[3],
      eventSourceARN: streamArn,
    })),
  };
}
