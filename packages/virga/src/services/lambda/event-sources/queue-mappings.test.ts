import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { IAM } from "@aws-sdk/client-iam";
import { AwsError } from "../../../kernel/errors.ts";
import { account } from "../functions.suite.ts";
import { fails, returns } from "../scripted-functions.suite.ts";
import { MappedCloud } from "./event-sources.suite.ts";

const throttle = () => {
  throw new AwsError("TooManyRequestsException", "Rate Exceeded.", { status: 429 });
};

describe("event source mappings of queues", () => {
  let mapped: MappedCloud;

  beforeEach(async () => {
    mapped = await MappedCloud.start();
  });

  afterEach(() => mapped.close());

  it("are described as AWS describes them, from Creating to Deleting", async () => {
    const { lambda } = mapped;
    const { arn } = await mapped.queue("q");
    const created = await lambda.createEventSourceMapping({ FunctionName: "f", EventSourceArn: arn });
    const { $metadata, UUID, LastModified, ...rest } = created;
    assert.equal($metadata.httpStatusCode, 202);
    assert.equal(LastModified?.getTime(), mapped.cloud.clock.now());
    const described = {
      BatchSize: 10,
      EventSourceArn: arn,
      EventSourceMappingArn: `arn:aws:lambda:us-east-1:${account}:event-source-mapping:${UUID}`,
      FunctionArn: `arn:aws:lambda:us-east-1:${account}:function:f`,
      FunctionResponseTypes: [],
      MaximumBatchingWindowInSeconds: 0,
      StateTransitionReason: "USER_INITIATED",
    };
    assert.deepEqual(rest, { ...described, State: "Creating" });
    assert.equal((await lambda.getEventSourceMapping({ UUID })).State, "Enabled");
    const disabled = await lambda.updateEventSourceMapping({ UUID, Enabled: false, BatchSize: 5 });
    assert.equal(disabled.State, "Disabling");
    const { EventSourceMappings } = await lambda.listEventSourceMappings({ FunctionName: "f" });
    assert.deepEqual(
      EventSourceMappings?.map(({ State, BatchSize }) => [State, BatchSize]),
      [["Disabled", 5]],
    );
    assert.equal((await lambda.deleteEventSourceMapping({ UUID })).State, "Deleting");
    await assert.rejects(lambda.getEventSourceMapping({ UUID }), { name: "ResourceNotFoundException" });
  });

  it("are refused as AWS refuses them", async () => {
    const { lambda, cloud } = mapped;
    const { arn } = await mapped.queue("q");
    const uuid = await mapped.map(arn);
    const create = (EventSourceArn: string, more: object = {}) =>
      lambda.createEventSourceMapping({ FunctionName: "f", EventSourceArn, ...more });
    await assert.rejects(create(arn), {
      name: "ResourceConflictException",
      message: `An event source mapping with SQS arn (" ${arn} ") and function (" f ") already exists. Please update or delete the existing mapping with UUID ${uuid}`,
    });
    await assert.rejects(create(`${arn}-missing`), {
      name: "InvalidParameterValueException",
      message:
        "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.",
    });
    await assert.rejects(create((await mapped.queue("r")).arn, { BatchSize: 11 }), {
      message: "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
    });
    await assert.rejects(create((await mapped.queue("s", { VisibilityTimeout: "2" })).arn), {
      message: "Queue visibility timeout: 2 seconds is less than Function timeout: 3 seconds",
    });
    await assert.rejects(create((await mapped.queue("t")).arn, { FilterCriteria: { Filters: [{ Pattern: "x" }] } }), {
      message: "Invalid filter pattern definition.",
    });
    await assert.rejects(create((await mapped.queue("u")).arn, { ParallelizationFactor: 2 }), {
      message: "ParallelizationFactor is not supported for SQS event sources.",
    });
    await assert.rejects(create(`arn:aws:dynamodb:us-east-1:${account}:table/t/stream/1`), {
      message: "Virga does not support event source mappings of DynamoDB Streams of Lambda.",
    });
    await cloud.client(IAM).deleteRolePolicy({ RoleName: "lambda", PolicyName: "allowed" });
    await assert.rejects(create((await mapped.queue("v")).arn), {
      name: "InvalidParameterValueException",
      message: "The function execution role does not have permissions to call ReceiveMessage on SQS",
    });
  });

  it("give messages to the function and delete them", async () => {
    const { url, arn } = await mapped.queue("q");
    await mapped.map(arn);
    const MessageAttributes = { Title: { DataType: "String", StringValue: "The Whistler" } };
    await mapped.send(url, ["one"], { MessageAttributes });
    const [[record]] = mapped.batches() as unknown as [[Record<string, unknown>]];
    const { messageId, receiptHandle, attributes, ...rest } = record;
    assert.ok(messageId && receiptHandle);
    assert.deepEqual(Object.keys(attributes as object).sort(), [
      "ApproximateFirstReceiveTimestamp",
      "ApproximateReceiveCount",
      "SenderId",
      "SentTimestamp",
    ]);
    assert.deepEqual(rest, {
      body: "one",
      messageAttributes: {
        Title: { stringValue: "The Whistler", stringListValues: [], binaryListValues: [], dataType: "String" },
      },
      md5OfMessageAttributes: rest.md5OfMessageAttributes,
      md5OfBody: "f97c5d29941bfb1b2fdab0874906ab82",
      eventSource: "aws:sqs",
      eventSourceARN: arn,
      awsRegion: "us-east-1",
    });
    assert.equal(await mapped.left(url), 0);
  });

  it("let a failed batch come again after the visibility timeout, until it is a dead letter", async () => {
    const dead = await mapped.queue("dead");
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 2 });
    const { url, arn } = await mapped.queue("q", { VisibilityTimeout: "5", RedrivePolicy });
    mapped.functions.answer = () => fails("no");
    await mapped.map(arn);
    await mapped.send(url, ["bad"]);
    const counts: number[] = [];
    for (const seconds of [4, 1, 4, 1, 86_400]) {
      counts.push(mapped.functions.invocations.length);
      await mapped.seconds(seconds);
    }
    assert.deepEqual(counts, [1, 1, 2, 2, 2]);
    assert.equal(await mapped.left(dead.url), 1);
    assert.equal(await mapped.left(url), 0);
  });

  it("keep only the messages that the function reports as failed", async () => {
    const { url, arn } = await mapped.queue("q", { VisibilityTimeout: "5" });
    await mapped.map(arn, { FunctionResponseTypes: ["ReportBatchItemFailures"] });
    mapped.functions.answer = () => {
      const [bad] = mapped
        .batches()
        .at(-1)!
        .filter(({ body }) => body === "bad");
      return returns({ batchItemFailures: bad ? [{ itemIdentifier: bad.messageId }] : [] });
    };
    await mapped.send(url, ["a", "bad", "c"]);
    await mapped.seconds(5);
    assert.deepEqual(mapped.bodies(), [["a", "bad", "c"], ["bad"]]);
  });

  it("count answers that name no message of the batch as failures of all", async () => {
    const answers = [
      { batchItemFailures: [{ itemIdentifier: "" }] },
      { batchItemFailures: [{ itemIdentifier: null }] },
      { batchItemFailures: [{ wrong: "x" }] },
      { batchItemFailures: [{ itemIdentifier: "unknown" }] },
      "no JSON",
      { batchItemFailures: [] },
    ];
    const { url, arn } = await mapped.queue("q", { VisibilityTimeout: "5" });
    await mapped.map(arn, { FunctionResponseTypes: ["ReportBatchItemFailures"] });
    mapped.functions.answer = () => returns(answers[mapped.functions.invocations.length - 1]);
    await mapped.send(url, ["a"]);
    await mapped.seconds(3_600);
    assert.equal(mapped.functions.invocations.length, answers.length);
    assert.equal(await mapped.left(url), 0);
  });

  it("collect batches up to their size or for the window", async () => {
    const { url, arn } = await mapped.queue("q");
    await mapped.map(arn, { BatchSize: 15, MaximumBatchingWindowInSeconds: 10 });
    await mapped.send(
      url,
      Array.from({ length: 20 }, (_, index) => String(index)),
    );
    assert.deepEqual(
      mapped.bodies().map(({ length }) => length),
      [15],
    );
    await mapped.seconds(9);
    await mapped.send(url, ["late"]);
    await mapped.seconds(1);
    assert.deepEqual(
      mapped.bodies().map(({ length }) => length),
      [15, 6],
    );
    assert.equal((mapped.batches()[0]![0] as unknown as Record<string, unknown>).md5OfMessageAttributes, null);
    assert.equal(await mapped.left(url), 0);
  });

  it("drop what filters reject, and match texts and JSON apart", async () => {
    const { url, arn } = await mapped.queue("q");
    const patterns = [{ body: { kind: ["a"] } }, { body: ["plain"] }];
    const Filters = patterns.map((pattern) => ({ Pattern: JSON.stringify(pattern) }));
    await mapped.map(arn, { FilterCriteria: { Filters } });
    await mapped.send(url, ['{"kind":"a"}', '{"kind":"b"}', "plain", "other"]);
    assert.deepEqual(mapped.bodies().flat(), ['{"kind":"a"}', "plain"]);
    assert.equal(await mapped.left(url), 0);
  });

  it("work on no more batches at a time than they may", async () => {
    const { url, arn } = await mapped.queue("q");
    await mapped.map(arn, { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } });
    let running = 0;
    let most = 0;
    mapped.functions.answer = async () => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => mapped.cloud.clock.at(mapped.cloud.clock.now() + 1_000, resolve));
      running--;
      return returns(null);
    };
    await mapped.send(
      url,
      Array.from({ length: 20 }, (_, index) => String(index)),
    );
    await mapped.seconds(20);
    assert.equal(most, 2);
    assert.equal(mapped.functions.invocations.length, 20);
  });

  it("begin more batches at a time the longer messages wait", async () => {
    const { url, arn } = await mapped.queue("q", { VisibilityTimeout: "900" });
    await mapped.map(arn, { BatchSize: 1 });
    mapped.functions.answer = async () => {
      await new Promise<void>((resolve) => mapped.cloud.clock.at(mapped.cloud.clock.now() + 61_000, resolve));
      return returns(null);
    };
    await mapped.send(
      url,
      Array.from({ length: 30 }, (_, index) => String(index)),
    );
    assert.equal(mapped.functions.invocations.length, 5);
    await mapped.seconds(61);
    assert.equal(mapped.functions.invocations.length, 30);
  });

  it("try again after throttles, until the message is visible again", async () => {
    const { url, arn } = await mapped.queue("q", { VisibilityTimeout: "5" });
    await mapped.map(arn);
    mapped.functions.answer = throttle;
    await mapped.send(url, ["a"]);
    await mapped.seconds(4);
    const whileHidden = mapped.functions.invocations.length;
    assert.equal(whileHidden, 4);
    mapped.functions.answer = () => returns(null);
    await mapped.seconds(2);
    assert.equal(mapped.functions.invocations.length, whileHidden + 1);
    assert.equal(await mapped.left(url), 0);
  });

  it("hold the order of FIFO queues' groups, whatever fails", async () => {
    const attributes = { FifoQueue: "true", ContentBasedDeduplication: "true", VisibilityTimeout: "5" };
    const { url, arn } = await mapped.queue("q.fifo", attributes);
    await mapped.map(arn, { BatchSize: 2 });
    const done: string[] = [];
    mapped.functions.answer = ({ payload }) => {
      const { Records } = JSON.parse(new TextDecoder().decode(payload)) as { Records: { body: string }[] };
      if (mapped.functions.invocations.length % 3 === 1) return fails("no");
      done.push(...Records.map(({ body }) => body));
      return returns(null);
    };
    const numbers = Array.from({ length: 12 }, (_, index) => String(index).padStart(2, "0"));
    await mapped.send(url, numbers, { MessageGroupId: "g" });
    await mapped.seconds(120);
    assert.deepEqual(done, numbers);
  });

  it("cost nothing while nothing comes, and wake at once", async () => {
    const { url, arn } = await mapped.queue("q");
    await mapped.map(arn);
    const before = mapped.cloud.traces().length;
    await mapped.seconds(86_400);
    assert.equal(mapped.cloud.traces().length, before);
    await mapped.send(url, ["a"]);
    assert.equal(mapped.functions.invocations.length, 1);
  });

  it("stop when they are disabled, and go on after", async () => {
    const { url, arn } = await mapped.queue("q");
    const UUID = await mapped.map(arn, { Enabled: false });
    await mapped.send(url, ["a"]);
    assert.equal(mapped.functions.invocations.length, 0);
    await mapped.lambda.updateEventSourceMapping({ UUID, Enabled: true });
    await mapped.settle();
    assert.equal(mapped.functions.invocations.length, 1);
    await mapped.lambda.updateEventSourceMapping({ UUID, Enabled: false });
    await mapped.send(url, ["b"]);
    assert.equal(mapped.functions.invocations.length, 1);
  });

  it("are turned off when their function is deleted: messages stay", async () => {
    const { url, arn } = await mapped.queue("q");
    const UUID = await mapped.map(arn);
    await mapped.lambda.deleteFunction({ FunctionName: "f" });
    await mapped.send(url, ["a"]);
    const { State, StateTransitionReason } = await mapped.lambda.getEventSourceMapping({ UUID });
    assert.deepEqual([State, StateTransitionReason], ["Disabled", "Function not found"]);
    assert.equal(await mapped.left(url), 1);
    assert.deepEqual(mapped.cloud.reports, []);
  });

  it("read again when the role may, after it might not", async () => {
    const { url, arn } = await mapped.queue("q");
    await mapped.map(arn);
    const iam = mapped.cloud.client(IAM);
    const { PolicyDocument } = await iam.getRolePolicy({ RoleName: "lambda", PolicyName: "allowed" });
    await iam.deleteRolePolicy({ RoleName: "lambda", PolicyName: "allowed" });
    await mapped.send(url, ["a"]);
    await mapped.seconds(10);
    assert.equal(mapped.functions.invocations.length, 0);
    const document = decodeURIComponent(PolicyDocument!);
    await iam.putRolePolicy({ RoleName: "lambda", PolicyName: "allowed", PolicyDocument: document });
    await mapped.seconds(300);
    assert.equal(mapped.functions.invocations.length, 1);
  });

  it("have tags", async () => {
    const UUID = await mapped.map((await mapped.queue("q")).arn, { Tags: { a: "1" } });
    const Resource = `arn:aws:lambda:us-east-1:${account}:event-source-mapping:${UUID}`;
    await mapped.lambda.tagResource({ Resource, Tags: { b: "2" } });
    await mapped.lambda.untagResource({ Resource, TagKeys: ["a"] });
    assert.deepEqual((await mapped.lambda.listTags({ Resource })).Tags, { b: "2" });
  });
});
