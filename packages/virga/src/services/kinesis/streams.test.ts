import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createStreamCloud, firstShard, type StreamCloud } from "./kinesis.suite.ts";

const hour = 3_600_000;

describe("streams", () => {
  let on: StreamCloud;
  before(async () => {
    on = await createStreamCloud();
  });
  after(() => on.cloud.close());

  it("are described as they were made", async () => {
    const { kinesis } = on;
    await kinesis.createStream({ StreamName: "made", ShardCount: 2, Tags: { a: "1" } });
    const { StreamDescription: made } = await kinesis.describeStream({ StreamName: "made" });
    assert.deepEqual(made, {
      StreamName: "made",
      StreamARN: "arn:aws:kinesis:us-east-1:000000000000:stream/made",
      StreamStatus: "ACTIVE",
      StreamModeDetails: { StreamMode: "PROVISIONED" },
      RetentionPeriodHours: 24,
      StreamCreationTimestamp: new Date(on.cloud.clock.now()),
      EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
      EncryptionType: "NONE",
      HasMoreShards: false,
      Shards: made!.Shards,
    });
    assert.deepEqual(made!.Shards![1]!.HashKeyRange, {
      StartingHashKey: "170141183460469231731687303715884105728",
      EndingHashKey: "340282366920938463463374607431768211455",
    });
    await assert.rejects(kinesis.createStream({ StreamName: "made", ShardCount: 1 }), {
      name: "ResourceInUseException",
      message: "Stream made under account 000000000000 already exists.",
    });
    await kinesis.createStream({ StreamName: "on-demand", StreamModeDetails: { StreamMode: "ON_DEMAND" } });
    const { StreamDescriptionSummary: summary } = await kinesis.describeStreamSummary({ StreamName: "on-demand" });
    assert.equal(summary!.OpenShardCount, 4);
    const first = await kinesis.listStreams({ Limit: 1 });
    assert.deepEqual([first.StreamNames, first.HasMoreStreams], [["made"], true]);
    const second = await kinesis.listStreams({ NextToken: first.NextToken });
    assert.deepEqual([second.StreamNames, second.HasMoreStreams], [["on-demand"], false]);
    await kinesis.deleteStream({ StreamARN: made!.StreamARN });
    await assert.rejects(kinesis.describeStream({ StreamName: "made" }), { name: "ResourceNotFoundException" });
  });

  it("have closed shards until their last record is gone, which end in their children", async () => {
    const { kinesis, cloud } = on;
    await kinesis.createStream({ StreamName: "split", ShardCount: 1 });
    await on.put("split", "a");
    await cloud.clock.advance(1000);
    const half = (1n << 127n).toString();
    await kinesis.splitShard({ StreamName: "split", ShardToSplit: firstShard, NewStartingHashKey: half });
    const { Records, NextShardIterator, ChildShards } = await kinesis.getRecords({
      ShardIterator: await on.iterator("split"),
    });
    assert.equal(Records!.length, 1);
    assert.equal(NextShardIterator, undefined);
    assert.deepEqual(
      ChildShards!.map(({ ShardId, ParentShards }) => [ShardId, ParentShards]),
      [
        ["shardId-000000000001", [firstShard]],
        ["shardId-000000000002", [firstShard]],
      ],
    );
    const names = async (Type: string, Timestamp?: Date) => {
      const ShardFilter = { Type, ...(Timestamp && { Timestamp }) } as never;
      const { Shards } = await kinesis.listShards({ StreamName: "split", ShardFilter });
      return Shards!.map(({ ShardId }) => ShardId!.slice(-1)).join("");
    };
    const now = cloud.clock.now();
    assert.equal(await names("AT_LATEST"), "12");
    assert.equal(await names("AT_TRIM_HORIZON"), "0");
    assert.equal(await names("FROM_TRIM_HORIZON"), "012");
    assert.equal(await names("AT_TIMESTAMP", new Date(now - 500)), "0");
    assert.equal(await names("FROM_TIMESTAMP", new Date(now + 1)), "12");
    const page = await kinesis.listShards({ StreamName: "split", MaxResults: 2 });
    const rest = await kinesis.listShards({ NextToken: page.NextToken });
    assert.deepEqual([page.Shards!.length, rest.Shards!.length], [2, 1]);
    await assert.rejects(
      kinesis.splitShard({ StreamName: "split", ShardToSplit: "shardId-000000000001", NewStartingHashKey: half }),
      { name: "InvalidArgumentException", message: /^NewStartingHashKey .* is not both greater than one plus/ },
    );
    await cloud.clock.advance(25 * hour);
    const { Shards } = await kinesis.listShards({ StreamName: "split" });
    assert.deepEqual(
      Shards!.map(({ ShardId }) => ShardId),
      ["shardId-000000000001", "shardId-000000000002"],
    );
  });

  it("have consumers, tags, policies, metrics and encryption", async () => {
    const { kinesis } = on;
    await kinesis.createStream({ StreamName: "full", ShardCount: 1 });
    const StreamName = "full";
    const StreamARN = "arn:aws:kinesis:us-east-1:000000000000:stream/full";
    const { Consumer } = await kinesis.registerStreamConsumer({ StreamARN, ConsumerName: "fan" });
    assert.equal(Consumer!.ConsumerStatus, "CREATING");
    const { ConsumerARN } = Consumer!;
    const described = await kinesis.describeStreamConsumer({ ConsumerARN });
    assert.equal(described.ConsumerDescription!.ConsumerStatus, "ACTIVE");
    assert.equal(described.ConsumerDescription!.StreamARN, StreamARN);
    assert.equal((await kinesis.listStreamConsumers({ StreamARN })).Consumers!.length, 1);
    await assert.rejects(kinesis.deleteStream({ StreamName }), { name: "ResourceInUseException" });

    await kinesis.addTagsToStream({ StreamName, Tags: { a: "1", b: "2" } });
    await kinesis.removeTagsFromStream({ StreamName, TagKeys: ["a"] });
    await kinesis.tagResource({ ResourceARN: ConsumerARN, Tags: { c: "3" } });
    assert.deepEqual((await kinesis.listTagsForStream({ StreamName })).Tags, [{ Key: "b", Value: "2" }]);
    assert.deepEqual((await kinesis.listTagsForResource({ ResourceARN: ConsumerARN })).Tags, [
      { Key: "c", Value: "3" },
    ]);

    const statement = {
      Effect: "Allow",
      Principal: { AWS: "111122223333" },
      Action: "kinesis:PutRecord",
      Resource: StreamARN,
    };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    await kinesis.putResourcePolicy({ ResourceARN: StreamARN, Policy });
    assert.equal((await kinesis.getResourcePolicy({ ResourceARN: StreamARN })).Policy, Policy);
    await kinesis.deleteResourcePolicy({ ResourceARN: StreamARN });

    const metrics = await kinesis.enableEnhancedMonitoring({ StreamName, ShardLevelMetrics: ["IncomingBytes"] });
    assert.deepEqual([metrics.CurrentShardLevelMetrics, metrics.DesiredShardLevelMetrics], [[], ["IncomingBytes"]]);
    await kinesis.startStreamEncryption({ StreamName, EncryptionType: "KMS", KeyId: "alias/aws/kinesis" });
    const put = await kinesis.putRecord({ StreamName, Data: Buffer.from("x"), PartitionKey: "k" });
    assert.equal(put.EncryptionType, "KMS");
    await kinesis.stopStreamEncryption({ StreamName, EncryptionType: "KMS", KeyId: "alias/aws/kinesis" });

    await kinesis.updateStreamMode({ StreamARN, StreamModeDetails: { StreamMode: "ON_DEMAND" } });
    await assert.rejects(
      kinesis.updateShardCount({ StreamName, TargetShardCount: 2, ScalingType: "UNIFORM_SCALING" }),
      { name: "ValidationException" },
    );
    await kinesis.deleteStream({ StreamName, EnforceConsumerDeletion: true });
    assert.deepEqual(on.cloud.reports, []);
  });

  it("wake those who listen for arrivals", async () => {
    await on.kinesis.createStream({ StreamName: "heard", ShardCount: 1 });
    let heard = 0;
    const arn = "arn:aws:kinesis:us-east-1:000000000000:stream/heard";
    const stop = on.cloud.runtime.host.arrivals.listen(arn, () => heard++);
    await on.put("heard", "a", "b");
    stop();
    await on.put("heard", "c");
    assert.equal(heard, 1);
  });

  it("tell those who listen that they were deleted or made anew, which their creation tells", async () => {
    const StreamName = "renewed";
    let heard = 0;
    const arn = `arn:aws:kinesis:us-east-1:000000000000:stream/${StreamName}`;
    on.cloud.runtime.host.arrivals.listen(arn, () => heard++);
    const created: (Date | undefined)[] = [];
    for (let round = 0; round < 2; round++) {
      await on.kinesis.createStream({ StreamName, ShardCount: 1 });
      const { StreamDescriptionSummary } = await on.kinesis.describeStreamSummary({ StreamName });
      created.push(StreamDescriptionSummary!.StreamCreationTimestamp);
      await on.kinesis.deleteStream({ StreamName });
      await on.cloud.clock.advance(1);
    }
    assert.equal(heard, 4);
    assert.equal(created[1]!.getTime() - created[0]!.getTime(), 1);
  });
});
