import { type GetRecordsCommandOutput, Kinesis, type ShardIteratorType } from "@aws-sdk/client-kinesis";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

/** A cloud with a client of its streams. */
export interface StreamCloud {
  readonly cloud: TestCloud;
  readonly kinesis: Kinesis;
  /** Puts records of these texts; the text is also the partition key. */
  put(stream: string, ...texts: readonly string[]): Promise<string[]>;
  /** An iterator at the oldest record, unless told. */
  iterator(stream: string, shard?: string, type?: ShardIteratorType): Promise<string>;
  /** The texts that a shard has. */
  texts(stream: string, shard?: string): Promise<string[]>;
}

export const firstShard = "shardId-000000000000";

export async function createStreamCloud(): Promise<StreamCloud> {
  const cloud = await createTestCloud();
  const kinesis = cloud.client(Kinesis);
  const iterator: StreamCloud["iterator"] = async (
    StreamName,
    ShardId = firstShard,
    ShardIteratorType = "TRIM_HORIZON",
  ) => (await kinesis.getShardIterator({ StreamName, ShardId, ShardIteratorType })).ShardIterator!;
  return {
    cloud,
    kinesis,
    iterator,
    async put(StreamName, ...texts) {
      const Records = texts.map((text) => ({ Data: Buffer.from(text), PartitionKey: text }));
      const answer = await kinesis.putRecords({ StreamName, Records });
      return answer.Records!.map(({ SequenceNumber = "" }) => SequenceNumber);
    },
    async texts(stream, shard) {
      const found: string[] = [];
      for (let next: string | undefined = await iterator(stream, shard); next !== undefined; ) {
        const answer: GetRecordsCommandOutput = await kinesis.getRecords({ ShardIterator: next });
        found.push(...answer.Records!.map(({ Data }) => Buffer.from(Data!).toString()));
        if (answer.MillisBehindLatest === 0) break;
        next = answer.NextShardIterator;
      }
      return found;
    },
  };
}
