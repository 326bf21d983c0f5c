import type { _Record } from "@aws-sdk/client-kinesis";
import type { Cloud } from "../../cdk/cloud.ts";
import type { Failure } from "./failures.ts";
import { readShard } from "./shard-reads.ts";

/** The records of a failure that the stream still has. */
export async function failedRecords(cloud: Cloud, { KinesisBatchInfo: batch }: Failure): Promise<readonly _Record[]> {
  const last = BigInt(batch.endSequenceNumber);
  const start = { ShardIteratorType: "AT_SEQUENCE_NUMBER", StartingSequenceNumber: batch.startSequenceNumber } as const;
  const found: _Record[] = [];
  for await (const record of readShard(cloud, batch, start, batch.batchSize)) {
    const number = BigInt(record.SequenceNumber!);
    if (number <= last) found.push(record);
    if (number >= last) break;
  }
  return found;
}

/** A record's data as a text; undefined for what is not UTF-8. */
export function textOf({ Data }: _Record): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Data);
  } catch {
    return undefined;
  }
}

/** The event with which Lambda gives records to a function: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
export function eventOf(
  records: readonly _Record[],
  { KinesisBatchInfo: { shardId, streamArn } }: Failure,
  role: string,
): object {
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
      invokeIdentityArn: role,
      awsRegion: streamArn.split(":")[3],
      eventSourceARN: streamArn,
    })),
  };
}
