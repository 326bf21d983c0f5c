import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { S3 } from "@aws-sdk/client-s3";
import { SNS } from "@aws-sdk/client-sns";
import { AwsError } from "../../../kernel/errors.ts";
import { account } from "../functions.suite.ts";
import { fails, returns } from "../scripted-functions.suite.ts";
import { MappedCloud, type StreamFailure, streamIn } from "./event-sources.suite.ts";

const throttle = () => {
  throw new AwsError("TooManyRequestsException", "Rate Exceeded.", { status: 429 });
};
const start = { StartingPosition: "TRIM_HORIZON" } as const;
const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index));

describe("event source mappings of streams", () => {
  let mapped: MappedCloud;
  let stream: Awaited<ReturnType<typeof streamIn>>;

  beforeEach(async () => {
    mapped = await MappedCloud.start();
    stream = await streamIn(mapped, "s", 1);
  });

  afterEach(() => mapped.close());

  it("are described as AWS describes them", async () => {
    const created = await mapped.lambda.createEventSourceMapping({
      FunctionName: "f",
      EventSourceArn: stream.arn,
      StartingPosition: "LATEST",
    });
    const { $metadata: _, LastModified: __, UUID, ...rest } = created;
    const described = {
      BatchSize: 100,
      BisectBatchOnFunctionError: false,
      DestinationConfig: { OnFailure: {} },
      EventSourceArn: stream.arn,
      EventSourceMappingArn: `arn:aws:lambda:us-east-1:${account}:event-source-mapping:${UUID}`,
      FunctionArn: `arn:aws:lambda:us-east-1:${account}:function:f`,
      FunctionResponseTypes: [],
      MaximumBatchingWindowInSeconds: 0,
      MaximumRecordAgeInSeconds: -1,
      MaximumRetryAttempts: -1,
      ParallelizationFactor: 1,
      StartingPosition: "LATEST",
      StateTransitionReason: "User action",
      TumblingWindowInSeconds: 0,
    };
    assert.deepEqual(rest, { ...described, State: "Creating", LastProcessingResult: "No records processed" });
    await stream.put(["a"]);
    await mapped.seconds(1);
    const { State, LastProcessingResult } = await mapped.lambda.getEventSourceMapping({ UUID });
    assert.deepEqual([State, LastProcessingResult], ["Enabled", "OK"]);
  });

  it("are refused as AWS refuses them", async () => {
    const create = (input: object) =>
      mapped.lambda.createEventSourceMapping({ FunctionName: "f", EventSourceArn: stream.arn, ...input });
    await assert.rejects(create({}), { name: "InvalidParameterValueException", message: /'startingPosition'/ });
    await assert.rejects(create({ ...start, MaximumRecordAgeInSeconds: 59 }), { message: /between 60 and 604800/ });
    await assert.rejects(create({ ...start, ScalingConfig: { MaximumConcurrency: 2 } }), { message: /ScalingConfig/ });
    const missing = `arn:aws:kinesis:us-east-1:${account}:stream/missing`;
    await assert.rejects(create({ ...start, EventSourceArn: missing }), {
      name: "InvalidParameterValueException",
      message: `Stream not found: ${missing}`,
    });
    const future = new Date(mapped.cloud.clock.now() + 1);
    await assert.rejects(create({ StartingPosition: "AT_TIMESTAMP", StartingPositionTimestamp: future }), {
      message: /future/,
    });
  });

  it("give records to the function as AWS writes them", async () => {
    await mapped.map(stream.arn, start);
    await stream.put(["hello"], () => "key");
    await mapped.seconds(1);
    const [{ Records }] = mapped.functions.events() as [{ Records: [Record<string, unknown>] }];
    const kinesis = Records[0].kinesis as { sequenceNumber: string };
    assert.deepEqual(Records, [
      {
        kinesis: {
          kinesisSchemaVersion: "1.0",
          partitionKey: "key",
          sequenceNumber: kinesis.sequenceNumber,
          data: "aGVsbG8=",
          approximateArrivalTimestamp: Date.UTC(2026, 0, 1) / 1000,
        },
        eventSource: "aws:kinesis",
        eventVersion: "1.0",
        eventID: `shardId-000000000000:${kinesis.sequenceNumber}`,
        eventName: "aws:kinesis:record",
        invokeIdentityArn: `arn:aws:iam::${account}:role/lambda`,
        awsRegion: "us-east-1",
        eventSourceARN: stream.arn,
      },
    ]);
  });

  it("start at the horizon, at an instant or with what comes", async () => {
    await stream.put(["old"]);
    await mapped.seconds(10);
    const StartingPositionTimestamp = new Date(mapped.cloud.clock.now());
    await stream.put(["new"]);
    const positions = [
      start,
      { StartingPosition: "AT_TIMESTAMP", StartingPositionTimestamp },
      { StartingPosition: "LATEST" },
    ] as const;
    const seen: string[][] = [];
    for (const input of positions) {
      const before = mapped.functions.invocations.length;
      const UUID = await mapped.map(stream.arn, input);
      await mapped.seconds(600);
      await stream.put([`with ${input.StartingPosition}`]);
      await mapped.seconds(1);
      seen.push(stream.data(mapped.batches().slice(before)).flat());
      await mapped.lambda.deleteEventSourceMapping({ UUID });
      await mapped.settle();
    }
    assert.deepEqual(seen, [
      ["old", "new", "with TRIM_HORIZON"],
      ["new", "with TRIM_HORIZON", "with AT_TIMESTAMP"],
      ["with LATEST"],
    ]);
  });

  it("collect batches up to their size or for the window, one at a time", async () => {
    await mapped.map(stream.arn, { ...start, BatchSize: 10, MaximumBatchingWindowInSeconds: 5 });
    await stream.put(numbers(25));
    assert.deepEqual(
      mapped.batches().map(({ length }) => length),
      [10, 10],
    );
    await mapped.seconds(4);
    assert.equal(mapped.batches().length, 2);
    await mapped.seconds(1);
    assert.deepEqual(
      mapped.batches().map(({ length }) => length),
      [10, 10, 5],
    );
    assert.deepEqual(stream.data(mapped.batches()).flat(), numbers(25));
  });

  it("drop what filters reject, and go on after it", async () => {
    const Filters = [{ Pattern: JSON.stringify({ partitionKey: ["k"], data: { kind: ["a"] } }) }];
    const UUID = await mapped.map(stream.arn, { ...start, FilterCriteria: { Filters } });
    await stream.put(['{"kind":"a"}', '{"kind":"b"}', "text"], () => "k");
    await stream.put(['{"kind":"a"}'], () => "other");
    await mapped.seconds(1);
    assert.deepEqual(stream.data(mapped.batches()), [['{"kind":"a"}']]);
    await mapped.lambda.updateEventSourceMapping({ UUID, FilterCriteria: {} });
    await mapped.seconds(1);
    assert.equal(mapped.batches().length, 1);
  });

  it("try a record until it is too old, and tell the destination", async () => {
    const failures = await mapped.queue("failures");
    mapped.functions.answer = () => fails("no");
    const UUID = await mapped.map(stream.arn, {
      ...start,
      MaximumRecordAgeInSeconds: 60,
      DestinationConfig: { OnFailure: { Destination: failures.arn } },
    });
    const [sequenceNumber] = await stream.put(["bad"]);
    await mapped.seconds(61);
    const [failure] = await stream.failures(failures.url);
    assert.deepEqual(failure, {
      requestContext: {
        requestId: failure?.requestContext.requestId,
        functionArn: `arn:aws:lambda:us-east-1:${account}:function:f`,
        condition: "RecordAgeExceeded",
        approximateInvokeCount: 8,
      },
      version: "1.0",
      timestamp: "2026-01-01T00:01:00.000Z",
      KinesisBatchInfo: {
        shardId: "shardId-000000000000",
        startSequenceNumber: sequenceNumber,
        endSequenceNumber: sequenceNumber,
        approximateArrivalOfFirstRecord: "2026-01-01T00:00:00.000Z",
        approximateArrivalOfLastRecord: "2026-01-01T00:00:00.000Z",
        batchSize: 1,
        streamArn: stream.arn,
      },
    });
    assert.equal(mapped.functions.invocations.length, 7);
    const { LastProcessingResult } = await mapped.lambda.getEventSourceMapping({ UUID });
    assert.equal(LastProcessingResult, "PROBLEM: Function call failed");
  });

  it("write failures to buckets, with the event", async () => {
    const s3 = mapped.cloud.client(S3);
    await s3.createBucket({ Bucket: "failures" });
    mapped.functions.answer = () => fails("no");
    const UUID = await mapped.map(stream.arn, {
      ...start,
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: "arn:aws:s3:::failures" } },
    });
    await stream.put(["bad"]);
    await mapped.seconds(10);
    const { Contents = [] } = await s3.listObjectsV2({ Bucket: "failures" });
    const key = `aws/lambda/${UUID}/shardId-000000000000/2026/01/01/2026-01-01T00.00.00-`;
    assert.deepEqual(
      Contents.map(({ Key = "" }) => Key.slice(0, -36)),
      [key],
    );
    const { Body } = await s3.getObject({ Bucket: "failures", Key: Contents[0]!.Key! });
    const failure = JSON.parse(await Body!.transformToString()) as StreamFailure & { readonly payload: string };
    assert.deepEqual(failure.responseContext, {
      statusCode: 200,
      executedVersion: "$LATEST",
      functionError: "Unhandled",
    });
    assert.deepEqual(JSON.parse(failure.payload), mapped.functions.events()[0]);
  });

  it("write failures to topics", async () => {
    const sns = mapped.cloud.client(SNS);
    const { TopicArn = "" } = await sns.createTopic({ Name: "failures" });
    const inbox = await mapped.queue("inbox");
    const Principal = { Service: "sns.amazonaws.com" };
    const Statement = [{ Effect: "Allow", Principal, Action: "sqs:SendMessage", Resource: inbox.arn }];
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    await mapped.sqs.setQueueAttributes({ QueueUrl: inbox.url, Attributes: { Policy } });
    await sns.subscribe({ TopicArn, Protocol: "sqs", Endpoint: inbox.arn });
    mapped.functions.answer = () => fails("no");
    await mapped.map(stream.arn, {
      ...start,
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: TopicArn } },
    });
    const [number] = await stream.put(["bad"]);
    await mapped.seconds(10);
    const { Messages = [] } = await mapped.sqs.receiveMessage({ QueueUrl: inbox.url });
    const notification = JSON.parse(Messages[0]!.Body!) as { readonly TopicArn: string; readonly Message: string };
    const failure = JSON.parse(notification.Message) as StreamFailure;
    assert.deepEqual(
      [
        notification.TopicArn,
        failure.requestContext.approximateInvokeCount,
        failure.KinesisBatchInfo.endSequenceNumber,
      ],
      [TopicArn, 2, number],
    );
  });

  it("put no more into an event than its 6 MB", async () => {
    await stream.kinesis.updateStreamMode({ StreamARN: stream.arn, StreamModeDetails: { StreamMode: "ON_DEMAND" } });
    const UUID = await mapped.map(stream.arn, { ...start, Enabled: false });
    const texts = numbers(10).map((number) => number.repeat(1_000_000));
    for (const text of texts) await stream.put([text], () => "key");
    await mapped.lambda.updateEventSourceMapping({ UUID, Enabled: true });
    await mapped.seconds(10);
    assert.deepEqual(
      mapped.batches().map(({ length }) => length),
      [4, 4, 2],
    );
    assert.ok(mapped.functions.invocations.every(({ payload }) => payload.length <= 6 * 1024 * 1024));
    assert.deepEqual(stream.data(mapped.batches()).flat(), texts);
  });

  it("use up no attempts by throttles", async () => {
    const failures = await mapped.queue("failures");
    await mapped.map(stream.arn, {
      ...start,
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: failures.arn } },
    });
    mapped.functions.answer = throttle;
    await stream.put(["a"]);
    await mapped.seconds(600);
    assert.ok(mapped.functions.invocations.length > 10);
    assert.equal(await mapped.left(failures.url), 0);
    const before = mapped.functions.invocations.length;
    mapped.functions.answer = () => fails("no");
    await mapped.seconds(600);
    assert.equal(mapped.functions.invocations.length - before, 2);
    const [failure] = await stream.failures(failures.url);
    assert.equal(failure?.requestContext.approximateInvokeCount, 2);
  });

  it("read children after their parents, in order by key", async () => {
    await mapped.map(stream.arn, { ...start, BatchSize: 3 });
    await stream.put(numbers(10), (text) => `k${Number(text) % 4}`);
    await stream.split();
    await stream.put(numbers(20).slice(10), (text) => `k${Number(text) % 4}`);
    await mapped.seconds(60);
    const records = mapped.batches().flat();
    assert.equal(records.length, 20);
    for (const key of ["k0", "k1", "k2", "k3"]) {
      const texts = stream.data([records.filter(({ kinesis }) => kinesis.partitionKey === key)])[0]!.map(Number);
      assert.deepEqual(
        texts,
        [...texts].sort((one, other) => one - other),
      );
    }
  });

  it("cost nothing while nothing comes", async () => {
    await mapped.map(stream.arn, start);
    const before = mapped.cloud.traces().length;
    await mapped.seconds(86_400);
    assert.equal(mapped.cloud.traces().length, before);
    await stream.put(["a"]);
    assert.equal(mapped.functions.invocations.length, 1);
  });

  it("go on where they were after they were disabled, changed or restarted", async () => {
    const UUID = await mapped.map(stream.arn, start);
    await stream.put(["a"]);
    await mapped.lambda.updateEventSourceMapping({ UUID, Enabled: false });
    await stream.put(["b"]);
    await mapped.seconds(10);
    assert.deepEqual(stream.data(mapped.batches()), [["a"]]);
    await mapped.lambda.updateEventSourceMapping({ UUID, Enabled: true, ParallelizationFactor: 3 });
    await mapped.seconds(10);
    assert.deepEqual(stream.data(mapped.batches()), [["a"], ["b"]]);
  });

  it("give again what failed when they were disabled or changed", async () => {
    mapped.functions.answer = () => fails("not yet");
    const UUID = await mapped.map(stream.arn, start);
    await stream.put(["a", "b"]);
    await mapped.seconds(10);
    await mapped.lambda.updateEventSourceMapping({ UUID, Enabled: false });
    await mapped.seconds(10);
    await mapped.lambda.updateEventSourceMapping({ UUID, Enabled: true });
    await mapped.seconds(10);
    await mapped.lambda.updateEventSourceMapping({ UUID, MaximumRetryAttempts: 1_000 });
    await mapped.seconds(10);
    const before = mapped.functions.invocations.length;
    mapped.functions.answer = () => returns(null);
    await mapped.seconds(60);
    assert.deepEqual(stream.data(mapped.batches().slice(before)), [["a", "b"]]);
  });
});
