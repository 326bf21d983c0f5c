import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { Kinesis } from "@aws-sdk/client-kinesis";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

describe("a closed shard without records that are kept", () => {
  let cloud: TestCloud;
  let kinesis: Kinesis;
  const StreamName = "s";

  beforeEach(async () => {
    cloud = await createTestCloud();
    kinesis = cloud.client(Kinesis);
    await kinesis.createStream({ StreamName, ShardCount: 2 });
    await cloud.clock.advance(60_000);
  });

  afterEach(() => cloud.close());

  async function readWhole(ShardId: string) {
    const input = { StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" as const };
    const { ShardIterator } = await kinesis.getShardIterator(input);
    const { Records, NextShardIterator, ChildShards } = await kinesis.getRecords({ ShardIterator });
    return { records: Records?.length, isAtEnd: NextShardIterator === undefined, children: ChildShards?.length };
  }

  async function merge() {
    const [ShardToMerge, AdjacentShardToMerge] = ["shardId-000000000000", "shardId-000000000001"];
    await kinesis.mergeShards({ StreamName, ShardToMerge, AdjacentShardToMerge });
    await cloud.clock.advance(60_000);
  }

  it("ends when it never had any", async () => {
    await merge();
    assert.deepEqual(await readWhole("shardId-000000000000"), { records: 0, isAtEnd: true, children: 1 });
  });

  it("ends when they are all too old", async () => {
    await kinesis.putRecord({ StreamName, PartitionKey: "k", ExplicitHashKey: "0", Data: Buffer.from("x") });
    await cloud.clock.advance(86_400_000 - 200_000);
    await merge();
    await cloud.clock.advance(300_000);
    assert.deepEqual(await readWhole("shardId-000000000000"), { records: 0, isAtEnd: true, children: 1 });
  });
});
