import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { createStreamCloud, firstShard, type StreamCloud } from "./kinesis.suite.ts";

const hour = 3_600_000;

describe("records of streams", () => {
  let on: StreamCloud;
  before(async () => {
    on = await createStreamCloud();
    for (const [StreamName, ShardCount] of Object.entries({
      one: 1,
      four: 4,
      limited: 1,
      trimmed: 1,
      iterated: 1,
      reads: 1,
    })) {
      await on.kinesis.createStream({ StreamName, ShardCount });
    }
  });
  after(() => on.cloud.close());

  it("come back in their order with what they were put with", async () => {
    const put = await on.kinesis.putRecord({ StreamName: "one", Data: Buffer.from("a"), PartitionKey: 'ke"y' });
    assert.equal(put.ShardId, firstShard);
    assert.match(put.SequenceNumber!, /^\d{56}$/);
    const numbers = await on.put("one", "b", "c");
    const {
      Records = [],
      NextShardIterator,
      MillisBehindLatest,
    } = await on.kinesis.getRecords({
      ShardIterator: await on.iterator("one"),
    });
    assert.deepEqual(
      Records.map(({ Data, PartitionKey, SequenceNumber }) => [
        Buffer.from(Data!).toString(),
        PartitionKey,
        SequenceNumber,
      ]),
      [
        ["a", 'ke"y', put.SequenceNumber],
        ["b", "b", numbers[0]],
        ["c", "c", numbers[1]],
      ],
    );
    assert.equal(Records[0]!.ApproximateArrivalTimestamp!.getTime(), on.cloud.clock.now());
    assert.equal(MillisBehindLatest, 0);
    const later = await on.kinesis.getRecords({ ShardIterator: NextShardIterator });
    assert.deepEqual(later.Records, []);
  });

  it("go to the shard whose range has their key's MD5, or the explicit hash key", async () => {
    const quarter = 1n << 126n;
    const keys = Array.from({ length: 40 }, (_, index) => `key-${index}`);
    const { Records = [] } = await on.kinesis.putRecords({
      StreamName: "four",
      Records: [
        ...keys.map((PartitionKey) => ({ Data: Buffer.from("x"), PartitionKey })),
        { Data: Buffer.from("x"), PartitionKey: "any", ExplicitHashKey: (3n * quarter).toString() },
      ],
    });
    const expected = keys.map((key) => BigInt(`0x${createHash("md5").update(key).digest("hex")}`) / quarter);
    assert.deepEqual(
      Records.map(({ ShardId }) => BigInt(ShardId!.slice(-1))),
      [...expected, 3n],
    );
    await assert.rejects(
      on.kinesis.putRecord({
        StreamName: "four",
        Data: Buffer.from("x"),
        PartitionKey: "any",
        ExplicitHashKey: (1n << 128n).toString(),
      }),
      { name: "InvalidArgumentException", message: /^Invalid ExplicitHashKey. ExplicitHashKey must be in the range/ },
    );
  });

  it("are refused one by one above 1,000 a second and 1 MiB a second of a shard", async () => {
    const { kinesis, cloud } = on;
    const small = Array.from({ length: 500 }, () => ({ Data: Buffer.from("x"), PartitionKey: "k" }));
    for (let call = 0; call < 2; call++) {
      const { FailedRecordCount } = await kinesis.putRecords({ StreamName: "limited", Records: small });
      assert.equal(FailedRecordCount, 0);
    }
    const third = await kinesis.putRecords({ StreamName: "limited", Records: small.slice(0, 2) });
    assert.equal(third.FailedRecordCount, 2);
    assert.deepEqual(third.Records![0], {
      ErrorCode: "ProvisionedThroughputExceededException",
      ErrorMessage: `Rate exceeded for shard ${firstShard} in stream limited under account 000000000000.`,
    });
    await cloud.clock.advance(1000);
    const half = { Data: Buffer.alloc(600_000), PartitionKey: "k" };
    const large = await kinesis.putRecords({ StreamName: "limited", Records: [half, half] });
    assert.deepEqual(
      large.Records!.map(({ ErrorCode }) => ErrorCode),
      [undefined, "ProvisionedThroughputExceededException"],
    );
    await assert.rejects(kinesis.putRecord({ StreamName: "limited", ...half }), {
      name: "ProvisionedThroughputExceededException",
    });
    await cloud.clock.advance(1000);
    await kinesis.putRecord({ StreamName: "limited", ...half });
  });

  it("are read at most five times a second and 2 MiB a second of a shard", async () => {
    const { kinesis, cloud } = on;
    const ShardIterator = await on.iterator("reads");
    for (let call = 0; call < 5; call++) await kinesis.getRecords({ ShardIterator });
    await assert.rejects(kinesis.getRecords({ ShardIterator }), { name: "ProvisionedThroughputExceededException" });
    await cloud.clock.advance(1000);
    await kinesis.getRecords({ ShardIterator });
    for (let put = 0; put < 5; put++) {
      await cloud.clock.advance(1000);
      await kinesis.putRecord({ StreamName: "reads", Data: Buffer.alloc(1_000_000), PartitionKey: "k" });
    }
    await kinesis.getRecords({ ShardIterator });
    await cloud.clock.advance(1000);
    await assert.rejects(kinesis.getRecords({ ShardIterator }), { name: "ProvisionedThroughputExceededException" });
    await cloud.clock.advance(1000);
    await kinesis.getRecords({ ShardIterator });
  });

  it("are read from where an iterator starts, part by part", async () => {
    const { kinesis, cloud } = on;
    const numbers = await on.put("iterated", "a", "b", "c");
    const between = cloud.clock.now() + 500;
    const latest = await on.iterator("iterated", firstShard, "LATEST");
    await cloud.clock.advance(1000);
    numbers.push(...(await on.put("iterated", "d", "e")));
    const read = async (ShardIterator: string | undefined, Limit?: number) => {
      await cloud.clock.advance(250);
      const { Records = [], ...answer } = await kinesis.getRecords({ ShardIterator, Limit });
      return { ...answer, texts: Records.map(({ Data }) => Buffer.from(Data!).toString()).join("") };
    };
    const from = async (start: object) => {
      const input = { StreamName: "iterated", ShardId: firstShard, ...start };
      return (await read((await kinesis.getShardIterator(input as never)).ShardIterator)).texts;
    };
    assert.equal((await read(latest)).texts, "de");
    assert.equal(await from({ ShardIteratorType: "AT_SEQUENCE_NUMBER", StartingSequenceNumber: numbers[1] }), "bcde");
    assert.equal(await from({ ShardIteratorType: "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber: numbers[2] }), "de");
    assert.equal(await from({ ShardIteratorType: "AT_TIMESTAMP", Timestamp: new Date(between) }), "de");
    assert.equal(await from({ ShardIteratorType: "AT_TIMESTAMP", Timestamp: new Date(between - 500) }), "abcde");
    const first = await read(await on.iterator("iterated"), 2);
    assert.equal(first.texts, "ab");
    assert.ok(first.MillisBehindLatest! > 1000);
    const second = await read(first.NextShardIterator, 2);
    assert.equal(second.texts, "cd");
    assert.equal((await read(second.NextShardIterator, 2)).texts, "e");
  });

  it("are gone when their retention is over, and iterators after five minutes", async () => {
    const { kinesis, cloud } = on;
    await on.put("trimmed", "old");
    const ShardIterator = await on.iterator("trimmed");
    await cloud.clock.advance(300_001);
    await assert.rejects(kinesis.getRecords({ ShardIterator }), {
      name: "ExpiredIteratorException",
      message: /^Iterator expired. The iterator was created at time \w{3} Jan 01 00:\d\d:\d\d UTC 2026 while right now/,
    });
    await cloud.clock.advance(12 * hour);
    await on.put("trimmed", "young");
    await cloud.clock.advance(12 * hour - 300_001);
    assert.deepEqual(await on.texts("trimmed"), ["young"]);
    await kinesis.increaseStreamRetentionPeriod({ StreamName: "trimmed", RetentionPeriodHours: 48 });
    await cloud.clock.advance(24 * hour);
    assert.deepEqual(await on.texts("trimmed"), ["young"]);
    await kinesis.decreaseStreamRetentionPeriod({ StreamName: "trimmed", RetentionPeriodHours: 24 });
    await cloud.clock.advance(1);
    assert.deepEqual(await on.texts("trimmed"), []);
    assert.deepEqual(cloud.reports, []);
  });

  it("are refused with AWS's words when they break the model", async () => {
    await assert.rejects(
      on.kinesis.putRecords({ StreamName: "one", Records: [{ Data: Buffer.from(""), PartitionKey: "" }] }),
      {
        name: "ValidationException",
        message:
          "1 validation error detected: Value '' at 'records.1.member.partitionKey' failed to satisfy constraint: Member must have length greater than or equal to 1",
      },
    );
    await assert.rejects(
      on.kinesis.putRecord({ StreamName: "one", Data: Buffer.alloc(1_048_577), PartitionKey: "k" }),
      { name: "ValidationException" },
    );
    await assert.rejects(on.kinesis.putRecord({ StreamName: "none", Data: Buffer.from("x"), PartitionKey: "k" }), {
      name: "ResourceNotFoundException",
      message: "Stream none under account 000000000000 not found.",
    });
    await assert.rejects(on.kinesis.getRecords({ ShardIterator: "nonsense" }), { message: "Invalid ShardIterator." });
  });

  it("are neither put nor read in a dry run, which tells what the request would have met", async () => {
    await on.kinesis.createStream({ StreamName: "dry", ShardCount: 1 });
    const { StreamDescriptionSummary } = await on.kinesis.describeStreamSummary({ StreamName: "dry" });
    const { Consumer } = await on.kinesis.registerStreamConsumer({
      StreamARN: StreamDescriptionSummary!.StreamARN,
      ConsumerName: "reader",
    });
    const dry = { StreamName: "dry", DryRun: true };
    const record = { Data: Buffer.from("x"), PartitionKey: "k" };
    const shard = { ShardId: firstShard };
    const ShardIterator = await on.iterator("dry");
    const StartingPosition = { Type: "LATEST" } as const;
    const { ConsumerARN } = Consumer!;
    const calls = [
      () => on.kinesis.putRecord({ ...dry, ...record }),
      () => on.kinesis.putRecords({ ...dry, Records: [record] }),
      () => on.kinesis.getShardIterator({ ...dry, ...shard, ShardIteratorType: "LATEST" }),
      () => on.kinesis.getRecords({ ShardIterator, DryRun: true }),
      () => on.kinesis.subscribeToShard({ ConsumerARN, ...shard, StartingPosition, DryRun: true }),
    ];
    for (const call of calls) await assert.rejects(call, { name: "DryRunOperationException" });
    assert.deepEqual(await on.texts("dry"), []);
    await on.kinesis.subscribeToShard({ ConsumerARN, ...shard, StartingPosition });
    await assert.rejects(on.kinesis.putRecord({ ...dry, ...record, StreamName: "none" }), {
      name: "ResourceNotFoundException",
    });
    await assert.rejects(on.kinesis.putRecord({ ...dry, ...record, PartitionKey: "" }), {
      name: "ValidationException",
    });
  });

  it("need a partition key", async () => {
    await on.kinesis.createStream({ StreamName: "keyless", ShardCount: 1 });
    const record = { StreamName: "keyless", Data: Buffer.from("x"), PartitionKey: undefined };
    await assert.rejects(on.kinesis.putRecord(record), { name: "ValidationException", message: /'partitionKey'/ });
    const spread = { RecordDistributionStrategy: "AUTO", StreamName: "auto" } as const;
    await assert.rejects(on.kinesis.createStream({ ...spread, ShardCount: 1 }), { name: "InvalidArgumentException" });
    const onDemand = { ...spread, StreamModeDetails: { StreamMode: "ON_DEMAND" } } as const;
    await assert.rejects(on.kinesis.createStream(onDemand), { name: "NotImplemented" });
  });
});
