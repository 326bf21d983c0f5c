import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { IAM } from "@aws-sdk/client-iam";
import { Kinesis, type SubscribeToShardEvent, type SubscribeToShardEventStream } from "@aws-sdk/client-kinesis";
import { KMS } from "@aws-sdk/client-kms";
import { STS } from "@aws-sdk/client-sts";
import { createStreamCloud, firstShard, type StreamCloud } from "./kinesis.suite.ts";

const stream = "visits";

/** Takes a subscription's events one by one. */
class Reader {
  readonly #events: AsyncIterator<SubscribeToShardEventStream>;

  constructor(events: AsyncIterable<SubscribeToShardEventStream>) {
    this.#events = events[Symbol.asyncIterator]();
  }

  /** The next event; undefined at the end. */
  async next(): Promise<SubscribeToShardEvent | undefined> {
    const { value } = (await this.#events.next()) as IteratorResult<SubscribeToShardEventStream, undefined>;
    return value?.SubscribeToShardEvent;
  }

  /** The texts of the next event's records. */
  async texts(): Promise<string[] | undefined> {
    return (await this.next())?.Records?.map(({ Data }) => Buffer.from(Data!).toString());
  }
}

describe("subscriptions to shards", () => {
  let streams: StreamCloud;
  let kinesis: Kinesis;
  let ConsumerARN: string;

  beforeEach(async () => {
    streams = await createStreamCloud();
    ({ kinesis } = streams);
    await kinesis.createStream({ StreamName: stream, ShardCount: 1 });
    ConsumerARN = await register("reader");
  });

  afterEach(() => streams.cloud.close());

  async function register(ConsumerName: string): Promise<string> {
    const { StreamDescriptionSummary } = await kinesis.describeStreamSummary({ StreamName: stream });
    const StreamARN = StreamDescriptionSummary!.StreamARN!;
    return (await kinesis.registerStreamConsumer({ StreamARN, ConsumerName })).Consumer!.ConsumerARN!;
  }

  async function subscribe(
    StartingPosition: NonNullable<Parameters<Kinesis["subscribeToShard"]>[0]["StartingPosition"]> = {
      Type: "TRIM_HORIZON",
    },
    arn = ConsumerARN,
    ShardId = firstShard,
  ): Promise<Reader> {
    const { EventStream } = await kinesis.subscribeToShard({ ConsumerARN: arn, ShardId, StartingPosition });
    return new Reader(EventStream!);
  }

  it("give the records that are there, and then those that come", async () => {
    const numbers = await streams.put(stream, "a", "b");
    const reader = await subscribe();
    const event = await reader.next();
    assert.deepEqual(
      event!.Records!.map(({ Data, SequenceNumber }) => [Buffer.from(Data!).toString(), SequenceNumber]),
      [
        ["a", numbers[0]],
        ["b", numbers[1]],
      ],
    );
    assert.equal(event!.ContinuationSequenceNumber, numbers[1]);
    assert.equal(event!.MillisBehindLatest, 0);
    assert.equal(event!.Records![0]!.ApproximateArrivalTimestamp!.getTime(), streams.cloud.clock.now());
    await streams.cloud.clock.advance(1_000);
    const next = reader.texts();
    await streams.put(stream, "c");
    assert.deepEqual(await next, ["c"]);
  });

  it("tell that they live when nothing comes, with a number to go on from", async () => {
    const reader = await subscribe({ Type: "LATEST" });
    const quiet = reader.next();
    await streams.cloud.clock.advance(5_000);
    const { Records, ContinuationSequenceNumber, MillisBehindLatest } = (await quiet)!;
    assert.deepEqual([Records, MillisBehindLatest], [[], 0]);
    await streams.put(stream, "after");
    const later = { Type: "AFTER_SEQUENCE_NUMBER", SequenceNumber: ContinuationSequenceNumber } as const;
    assert.deepEqual(await (await subscribe(later)).texts(), ["after"]);
  });

  it("begin where they are told", async () => {
    const [first = ""] = await streams.put(stream, "a");
    await streams.cloud.clock.advance(10_000);
    const Timestamp = new Date(streams.cloud.clock.now());
    await streams.put(stream, "b");
    const positions = [
      [{ Type: "TRIM_HORIZON" }, ["a", "b"]],
      [{ Type: "AT_SEQUENCE_NUMBER", SequenceNumber: first }, ["a", "b"]],
      [{ Type: "AFTER_SEQUENCE_NUMBER", SequenceNumber: first }, ["b"]],
      [{ Type: "AT_TIMESTAMP", Timestamp }, ["b"]],
    ] as const;
    for (const [index, [position, texts]] of positions.entries()) {
      assert.deepEqual(await (await subscribe(position, await register(`c${index}`))).texts(), texts);
    }
  });

  it("end after five minutes", async () => {
    const reader = await subscribe();
    const events: unknown[] = [];
    const over = (async () => {
      for (let event = await reader.next(); event; event = await reader.next()) events.push(event.Records);
    })();
    await streams.cloud.clock.advance(299_999);
    const before = events.length;
    assert.equal(before, 59);
    await streams.cloud.clock.advance(1);
    await over;
    assert.equal(events.length, before);
  });

  it("end with the children of a shard that was split", async () => {
    await streams.put(stream, "a");
    const reader = await subscribe();
    assert.deepEqual(await reader.texts(), ["a"]);
    await streams.cloud.clock.advance(1_000);
    const last = reader.next();
    await kinesis.splitShard({
      StreamName: stream,
      ShardToSplit: firstShard,
      NewStartingHashKey: (2n ** 127n).toString(),
    });
    const { Records, ContinuationSequenceNumber, ChildShards = [] } = (await last)!;
    assert.deepEqual([Records, ContinuationSequenceNumber], [[], undefined]);
    assert.deepEqual(
      ChildShards.map(({ ShardId, ParentShards }) => [ShardId, ParentShards]),
      [
        ["shardId-000000000001", [firstShard]],
        ["shardId-000000000002", [firstShard]],
      ],
    );
    assert.equal(await reader.next(), undefined);
  });

  it("are taken over by a later one, but not within five seconds", async () => {
    const reader = await subscribe();
    await streams.cloud.clock.advance(4_999);
    const message = `Another active subscription exists for this consumer: 000000000000:${stream}:${firstShard}:reader`;
    await assert.rejects(subscribe(), { name: "ResourceInUseException", message });
    await streams.cloud.clock.advance(1);
    const readOn = async () => {
      while (await reader.next());
    };
    const next = assert.rejects(readOn(), { name: "ResourceInUseException", message });
    const second = await subscribe();
    await next;
    await streams.put(stream, "a");
    assert.deepEqual(await second.texts(), ["a"]);
  });

  it("of several consumers each get all records", async () => {
    await streams.put(stream, "a");
    const readers = [await subscribe(), await subscribe({ Type: "TRIM_HORIZON" }, await register("other"))];
    for (const reader of readers) assert.deepEqual(await reader.texts(), ["a"]);
  });

  it("end with an error when the consumer or the stream goes", async () => {
    const first = await subscribe();
    const gone = assert.rejects(first.next(), { name: "ResourceNotFoundException" });
    await kinesis.deregisterStreamConsumer({ ConsumerARN });
    await gone;
    const second = await subscribe({ Type: "LATEST" }, await register("other"));
    const alsoGone = assert.rejects(second.next(), { name: "ResourceNotFoundException" });
    await kinesis.deleteStream({ StreamName: stream, EnforceConsumerDeletion: true });
    await alsoGone;
  });

  it("end with an error when the stream's key does not let the consumer read any more", async () => {
    const kms = streams.cloud.client(KMS);
    const KeyId = (await kms.createKey({})).KeyMetadata!.KeyId!;
    await kinesis.startStreamEncryption({ StreamName: stream, EncryptionType: "KMS", KeyId });
    await streams.put(stream, "a");
    const reader = await subscribe();
    assert.equal((await reader.next())!.Records![0]!.EncryptionType, "KMS");
    await kms.disableKey({ KeyId });
    await streams.cloud.clock.advance(299_000);
    const later = await subscribe({ Type: "LATEST" });
    const denied = assert.rejects(later.next(), { name: "KMSDisabledException" });
    await streams.cloud.clock.advance(5_000);
    await denied;
  });

  it("give 2 MiB a second, unless the stream is on-demand", async () => {
    const texts = ["a", "b", "c", "d", "e"].map((letter) => letter.repeat(900_000));
    for (const text of texts) {
      await kinesis.putRecord({ StreamName: stream, PartitionKey: "p", Data: Buffer.from(text) });
      await streams.cloud.clock.advance(1_000);
    }
    const reader = await subscribe();
    const sizes = async () => (await reader.texts())!.map((text) => text[0]).join("");
    assert.equal(await sizes(), "ab");
    let isThere = false;
    const next = sizes().finally(() => {
      isThere = true;
    });
    await streams.cloud.clock.advance(850);
    assert.equal(isThere, false);
    await streams.cloud.clock.advance(100);
    assert.equal(isThere, true);
    assert.equal(await next, "cd");
    const { StreamDescriptionSummary } = await kinesis.describeStreamSummary({ StreamName: stream });
    await kinesis.updateStreamMode({
      StreamARN: StreamDescriptionSummary!.StreamARN,
      StreamModeDetails: { StreamMode: "ON_DEMAND" },
    });
    const unlimited = await subscribe({ Type: "TRIM_HORIZON" }, await register("other"));
    assert.deepEqual((await unlimited.texts())!.length, 2);
    assert.deepEqual((await unlimited.texts())!.length, 2);
    assert.deepEqual((await unlimited.texts())!.length, 1);
  });

  it("tell how far behind they are", async () => {
    for (const text of ["a", "b", "c"]) {
      await kinesis.putRecord({ StreamName: stream, PartitionKey: text, Data: Buffer.alloc(1_000_000) });
      await streams.cloud.clock.advance(10_000);
    }
    const reader = await subscribe();
    assert.equal((await reader.next())!.MillisBehindLatest, 20_000);
    const rest = reader.next();
    await streams.cloud.clock.advance(2_000);
    assert.equal((await rest)!.MillisBehindLatest, 0);
  });

  it("are for those who may subscribe with the consumer", async () => {
    const { cloud } = streams;
    const iam = cloud.client(IAM);
    const allow = (statement: object) =>
      JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
    const AssumeRolePolicyDocument = allow({ Principal: { AWS: "*" }, Action: "sts:AssumeRole" });
    const { Role } = await iam.createRole({ RoleName: "reader", AssumeRolePolicyDocument });
    const PolicyDocument = allow({ Action: "kinesis:SubscribeToShard", Resource: ConsumerARN });
    await iam.putRolePolicy({ RoleName: "reader", PolicyName: "read", PolicyDocument });
    const { Credentials } = await cloud.client(STS).assumeRole({ RoleArn: Role!.Arn, RoleSessionName: "reading" });
    const credentials = {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    };
    const other = await register("other");
    kinesis = cloud.client(Kinesis, { credentials });
    await streams.put(stream, "a");
    assert.deepEqual(await (await subscribe()).texts(), ["a"]);
    await assert.rejects(subscribe(undefined, other), { name: "AccessDeniedException" });
  });

  it("are counted for CloudWatch", async () => {
    await streams.cloud.clock.advance(60_000);
    await streams.put(stream, "abc");
    await (await subscribe()).next();
    await assert.rejects(subscribe(), { name: "ResourceInUseException" });
    await streams.cloud.clock.advance(120_000);
    const sum = async (MetricName: string) => {
      const { Datapoints = [] } = await streams.cloud.client(CloudWatch).getMetricStatistics({
        Namespace: "AWS/Kinesis",
        MetricName,
        Dimensions: [
          { Name: "StreamName", Value: stream },
          { Name: "ConsumerName", Value: "reader" },
        ],
        StartTime: new Date(Date.UTC(2026, 0, 1)),
        EndTime: new Date(streams.cloud.clock.now()),
        Period: 3_600,
        Statistics: ["Sum"],
      });
      return Datapoints[0]?.Sum;
    };
    assert.equal(await sum("SubscribeToShard.Success"), 1);
    assert.equal(await sum("SubscribeToShard.RateExceeded"), 1);
    assert.equal(await sum("SubscribeToShardEvent.Records"), 1);
    assert.equal(await sum("SubscribeToShardEvent.Bytes"), 6);
  });

  it("cannot be had by integrations inside the cloud, which take whole answers", async () => {
    const { host } = streams.cloud.runtime;
    const principal = { kind: "root", account: "000000000000" } as const;
    const input = { ConsumerARN, ShardId: firstShard, StartingPosition: { Type: "LATEST" } };
    const request = {
      method: "POST",
      path: "/",
      rawQuery: "",
      headers: { "x-amz-target": "Kinesis_20131202.SubscribeToShard" },
      body: Buffer.from(JSON.stringify(input)),
      sourceIp: "127.0.0.1",
    };
    const answer = await host.bus.wire(request, { principal, account: "000000000000", region: "us-east-1" });
    assert.equal(answer.status, 501);
    assert.match(String(answer.body), /NotImplemented/);
    const context = { principal, account: "000000000000", region: "us-east-1" };
    await streams.cloud.clock.advance(5_000);
    const { EventStream } = await host.bus.call("kinesis", "SubscribeToShard", input as never, context);
    await streams.put(stream, "a");
    assert.deepEqual(await new Reader(EventStream!).texts(), ["a"]);
  });

  it("are refused where there is nothing to subscribe to", async () => {
    const missing = ConsumerARN.replace("reader", "missing");
    await assert.rejects(subscribe(undefined, missing), { name: "ResourceNotFoundException" });
    await assert.rejects(subscribe(undefined, undefined, "shardId-000000000007"), {
      name: "ResourceNotFoundException",
      message: `Shard shardId-000000000007 in stream ${stream} under account 000000000000 does not exist`,
    });
    await assert.rejects(subscribe({ Type: "AT_SEQUENCE_NUMBER" }), { name: "InvalidArgumentException" });
    await assert.rejects(subscribe({ Type: "AT_TIMESTAMP" }), { name: "InvalidArgumentException" });
    await assert.rejects(subscribe({ Type: "AT_SEQUENCE_NUMBER", SequenceNumber: "5" }), {
      name: "InvalidArgumentException",
    });
    await assert.rejects(subscribe({ Type: "NONE" as "LATEST" }), { name: "ValidationException" });
    await assert.rejects(subscribe(undefined, "arn:aws:kinesis:us-east-1:000000000000:stream/visits"), {
      name: "ValidationException",
    });
  });

  it("end when the cloud closes", async () => {
    const reader = await subscribe();
    const next = reader.next();
    await streams.cloud.close();
    assert.equal(await next, undefined);
  });
});

describe("a subscription over a socket", () => {
  it("goes on while other calls are made on the same port", async () => {
    const { cloud, kinesis, put } = await createStreamCloud();
    const endpoint = await cloud.listen();
    const client = new Kinesis({
      region: "us-east-1",
      endpoint,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      maxAttempts: 1,
    });
    await kinesis.createStream({ StreamName: stream, ShardCount: 1 });
    const { StreamDescriptionSummary } = await client.describeStreamSummary({ StreamName: stream });
    const { Consumer } = await client.registerStreamConsumer({
      StreamARN: StreamDescriptionSummary!.StreamARN,
      ConsumerName: "reader",
    });
    const { EventStream } = await client.subscribeToShard({
      ConsumerARN: Consumer!.ConsumerARN,
      ShardId: firstShard,
      StartingPosition: { Type: "LATEST" },
    });
    const reader = new Reader(EventStream!);
    for (const text of ["a", "b", "c"]) {
      const next = reader.texts();
      await put(stream, text);
      assert.deepEqual(await next, [text]);
      await cloud.clock.advance(1_000);
    }
    const end = reader.next();
    await cloud.close();
    assert.equal(await end, undefined);
    client.destroy();
  });
});
