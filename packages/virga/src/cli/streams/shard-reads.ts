import type { _Record } from "@aws-sdk/client-kinesis";
import type { Cloud } from "../../cdk/cloud.ts";
import { AwsError } from "../../kernel/errors.ts";
import { environmentOf } from "./failures.ts";

/** A shard of a stream. */
export interface ReadFrom {
  readonly streamArn: string;
  readonly shardId: string;
}

/** Where reading begins. */
export type Start =
  | {
      readonly ShardIteratorType: "AT_SEQUENCE_NUMBER" | "AFTER_SEQUENCE_NUMBER";
      readonly StartingSequenceNumber: string;
    }
  | { readonly ShardIteratorType: "AT_TIMESTAMP"; readonly Timestamp: Date }
  | { readonly ShardIteratorType: "TRIM_HORIZON" };

/** How often a read that comes too early is tried again: a shard may be read five times a second, by all readers together. */
const mostReads = 20;

/** The records of a shard from a place on, as they are read; none where the stream or the shard is gone. */
export async function* readShard(
  cloud: Cloud,
  { streamArn, shardId }: ReadFrom,
  start: Start,
  limit: number,
): AsyncGenerator<_Record> {
  const environment = environmentOf(streamArn);
  const at = { StreamARN: streamArn, ShardId: shardId, ...start };
  const first = await cloud.call("kinesis", "GetShardIterator", at, environment).catch(whenGone);
  let iterator = first?.ShardIterator;
  while (iterator !== undefined) {
    const input = { StreamARN: streamArn, ShardIterator: iterator, Limit: limit };
    const answer = await whenNotTooEarly(cloud, () => cloud.call("kinesis", "GetRecords", input, environment));
    const { Records = [], MillisBehindLatest = 0 } = answer;
    yield* Records;
    if (Records.length === 0 && MillisBehindLatest === 0) return;
    iterator = answer.NextShardIterator;
  }
}

function whenGone(thrown: unknown): undefined {
  const codes = ["ResourceNotFoundException", "InvalidArgumentException"];
  if (thrown instanceof AwsError && codes.includes(thrown.code)) return undefined;
  throw thrown;
}

async function whenNotTooEarly<T>(cloud: Cloud, read: () => Promise<T>): Promise<T> {
  for (let reads = 1; ; reads++) {
    try {
      return await read();
    } catch (thrown) {
      const isEarly = thrown instanceof AwsError && thrown.code === "ProvisionedThroughputExceededException";
      if (!isEarly || reads === mostReads) throw thrown;
      await cloud.nextChange();
    }
  }
}
