import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { IAM } from "@aws-sdk/client-iam";
import type { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { AwsError } from "../../../kernel/errors.ts";
import { defineService } from "../../../kernel/service.ts";
import { createMemoryStore } from "../../../kernel/store/memory-store.ts";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";
import { account, createFunction, createRole } from "../functions.suite.ts";
import type { EventInvokeConfig } from "../model.ts";
import { fails, returns, ScriptedFunctions } from "../scripted-functions.suite.ts";

const arn = `arn:aws:lambda:us-east-1:${account}:function:f`;
const queue = `arn:aws:sqs:us-east-1:${account}:results`;

interface InvocationRecord {
  readonly requestContext: { readonly condition: string; readonly approximateInvokeCount: number };
  readonly requestPayload: unknown;
  readonly responseContext?: object;
  readonly responsePayload?: unknown;
}

/** A service that keeps what it is sent. */
function recorder(name: string, operation: string, sent: Record<string, unknown>[]) {
  return defineService<undefined>({
    name,
    open: () => undefined,
    operations: {
      [operation]: {
        authorize: () => ({ action: `${name}:${operation}`, resource: "*" }),
        handle: (_call, input: Record<string, unknown>) => {
          sent.push(input);
          return { MessageId: "1", MD5OfMessageBody: "0" };
        },
      },
    },
  });
}

describe("asynchronous invocation", () => {
  const store = createMemoryStore();
  let cloud: TestCloud;
  let lambda: Lambda;
  let functions: ScriptedFunctions;
  let messages: Record<string, unknown>[];
  let notices: Record<string, unknown>[];

  function open(from = store.fork(), now?: number) {
    functions = new ScriptedFunctions();
    const services = [
      functions.service(),
      recorder("sqs", "SendMessage", messages),
      recorder("sns", "Publish", notices),
    ];
    return createTestCloud({ services, store: from, ...(now === undefined ? {} : { now }) });
  }

  beforeEach(async () => {
    messages = [];
    notices = [];
    cloud = await open();
    await createRole(cloud, "lambda", ["sqs:SendMessage", "sns:Publish", "lambda:InvokeFunction", "s3:PutObject"]);
    lambda = await createFunction(cloud, "f");
  });

  afterEach(() => cloud.close());

  function configure(config: Partial<EventInvokeConfig>) {
    const { state } = functions;
    state.transact((transaction) => {
      const place = { account, region: "us-east-1", functionName: "f", qualifier: "$LATEST", lastModified: 0 };
      state.putEventInvokeConfig(transaction, { ...place, ...config });
    });
  }

  async function send(event: unknown = { message: "hello" }): Promise<void> {
    const answer = await lambda.invoke({ FunctionName: "f", InvocationType: "Event", Payload: JSON.stringify(event) });
    assert.equal(answer.StatusCode, 202);
    await cloud.clock.advance(0);
  }

  function records() {
    return messages.map(({ MessageBody }) => JSON.parse(String(MessageBody)) as InvocationRecord);
  }

  it("runs the function in the background and tells the success destination", async () => {
    configure({ onSuccess: queue, onFailure: `${queue}-failed` });
    functions.answer = () => returns({ ok: true, ratio: 1 });
    await send();
    assert.deepEqual(functions.events(), [{ message: "hello" }]);
    const [{ requestId, invokedArn }] = functions.invocations as [(typeof functions.invocations)[0]];
    assert.equal(invokedArn, arn);
    assert.match(String(messages[0]?.QueueUrl), /\/000000000000\/results$/);
    assert.deepEqual(records(), [
      {
        version: "1.0",
        timestamp: "2026-01-01T00:00:00.000Z",
        requestContext: { requestId, functionArn: `${arn}:$LATEST`, condition: "Success", approximateInvokeCount: 1 },
        requestPayload: { message: "hello" },
        responseContext: { statusCode: 200, executedVersion: "$LATEST" },
        responsePayload: { ok: true, ratio: 1 },
      },
    ]);
  });

  it("tries a failed event again after one minute and after two more, with one request id", async () => {
    configure({ onFailure: queue });
    functions.answer = () => fails("intentional failure");
    await send();
    const counts: number[] = [];
    for (const seconds of [59, 1, 119, 1, 3600]) {
      counts.push(functions.invocations.length);
      await cloud.clock.advance(seconds * 1000);
    }
    assert.deepEqual(counts, [1, 1, 2, 2, 3]);
    assert.equal(functions.invocations.length, 3);
    assert.equal(new Set(functions.invocations.map(({ requestId }) => requestId)).size, 1);
    const [record] = records();
    assert.deepEqual(record?.requestContext, {
      requestId: functions.invocations[0]?.requestId,
      functionArn: `${arn}:$LATEST`,
      condition: "RetriesExhausted",
      approximateInvokeCount: 3,
    });
    assert.deepEqual(record?.responseContext, {
      statusCode: 200,
      executedVersion: "$LATEST",
      functionError: "Unhandled",
    });
    assert.deepEqual(record?.responsePayload, { errorMessage: "intentional failure", errorType: "Error" });
  });

  it("keeps to the configured retries and age, and looks ahead to the age limit", async () => {
    configure({ onFailure: queue, maximumRetryAttempts: 0 });
    functions.answer = () => fails("no");
    await send();
    configure({ onFailure: queue, maximumEventAge: 60 });
    await send();
    configure({ onFailure: queue, maximumEventAge: 90 });
    await send();
    await cloud.clock.advance(60_000);
    assert.deepEqual(
      records().map(({ requestContext: { condition, approximateInvokeCount } }) => [condition, approximateInvokeCount]),
      [
        ["RetriesExhausted", 1],
        ["EventAgeExceeded", 1],
        ["EventAgeExceeded", 2],
      ],
    );
  });

  it("backs off from throttles until the event is too old, without using up retries", async () => {
    configure({ onFailure: queue, maximumEventAge: 60 });
    functions.answer = () => {
      throw new AwsError("TooManyRequestsException", "Rate Exceeded.", { status: 429 });
    };
    await send();
    const at: number[] = [];
    let before = 0;
    for (let second = 0; second <= 60; second++) {
      if (functions.invocations.length > before) at.push(second);
      before = functions.invocations.length;
      await cloud.clock.advance(1_000);
    }
    assert.deepEqual(at, [0, 1, 3, 7, 15, 31]);
    const [record] = records();
    assert.equal(record?.requestContext.condition, "EventAgeExceeded");
    assert.equal(record?.responseContext, undefined);
  });

  it("runs throttled events as soon as there is room again", async () => {
    let room = false;
    functions.answer = () => {
      if (room) return returns(null);
      throw new AwsError("TooManyRequestsException", "Rate Exceeded.", { status: 429 });
    };
    await send();
    room = true;
    await cloud.clock.advance(1_000);
    assert.equal(functions.invocations.length, 2);
    await cloud.clock.advance(600_000);
    assert.equal(functions.invocations.length, 2);
  });

  it("gives up at once where the function's concurrency is zero", async () => {
    configure({ onFailure: queue });
    const { state } = functions;
    state.transact((transaction) => {
      const record = state.function(transaction, { account, region: "us-east-1", functionName: "f" });
      state.putFunction(transaction, { ...record, reservedConcurrency: 0 });
    });
    await send();
    assert.equal(functions.invocations.length, 0);
    const [record] = records();
    assert.equal(record?.requestContext.condition, "ZeroReservedConcurrency");
  });

  it("sends the event itself to the dead-letter queue, with the error", async () => {
    const { state } = functions;
    configure({ maximumRetryAttempts: 0 });
    functions.answer = () => fails("Test exception");
    for (const target of [queue, `arn:aws:sns:us-east-1:${account}:topic`]) {
      state.transact((transaction) => {
        const version = state.version(transaction, { account, region: "us-east-1", functionName: "f" }, "$LATEST");
        state.putVersion(transaction, { ...version, deadLetterTarget: target });
      });
      await send({ raise_error: 1 });
    }
    const attributes = (index: number) => ({
      RequestID: { DataType: "String", StringValue: functions.invocations[index]?.requestId },
      ErrorCode: { DataType: "Number", StringValue: "200" },
      ErrorMessage: { DataType: "String", StringValue: "Test exception" },
    });
    assert.equal(messages[0]?.MessageBody, '{"raise_error":1}');
    assert.deepEqual(messages[0]?.MessageAttributes, attributes(0));
    assert.equal(notices[0]?.Message, '{"raise_error":1}');
    assert.deepEqual(notices[0]?.MessageAttributes, attributes(1));
  });

  it("writes failures to a bucket", async () => {
    const s3 = cloud.client(S3);
    await s3.createBucket({ Bucket: "failures" });
    configure({ maximumRetryAttempts: 0, onFailure: "arn:aws:s3:::failures" });
    functions.answer = () => fails("no");
    await send();
    const { Contents = [] } = await s3.listObjectsV2({ Bucket: "failures" });
    assert.match(Contents[0]?.Key ?? "", /^aws\/lambda\/async\/f\/2026\/01\/01\/2026-01-01T00\.00\.00-[\da-f-]{36}$/);
    const { Body } = await s3.getObject({ Bucket: "failures", Key: Contents[0]!.Key! });
    const record = JSON.parse(await Body!.transformToString()) as { requestContext: { condition: string } };
    assert.equal(record.requestContext.condition, "RetriesExhausted");
  });

  it("hands records on to another function", async () => {
    await createFunction(cloud, "g");
    configure({ onSuccess: `arn:aws:lambda:us-east-1:${account}:function:g` });
    await send();
    const [, record] = functions.events() as [unknown, { requestPayload: unknown }];
    assert.deepEqual(record.requestPayload, { message: "hello" });
    assert.equal(functions.invocations[1]?.version.functionName, "g");
  });

  it("drops a record that the function's role may not send, and tells the person", async () => {
    await cloud.client(IAM).deleteRolePolicy({ RoleName: "lambda", PolicyName: "allowed" });
    configure({ onSuccess: queue });
    await send();
    assert.deepEqual(messages, []);
    assert.match(
      cloud.reports.join("\n"),
      /warning lambda: The record of an asynchronous event of .*:function:f could not be sent to .*:results: AccessDenied/,
    );
  });

  it("names a destination that is not served", async () => {
    configure({ onSuccess: `arn:aws:events:us-east-1:${account}:event-bus/default` });
    await send();
    assert.match(cloud.reports.join("\n"), /PutEvents|Virga does not support/);
  });

  it("drops the events of a function that is deleted", async () => {
    functions.answer = () => fails("no");
    await send();
    await lambda.deleteFunction({ FunctionName: "f" });
    await cloud.clock.advance(3_600_000);
    assert.equal(functions.invocations.length, 1);
    assert.deepEqual(cloud.reports, []);
  });

  it("takes events of 1 MB and refuses larger ones", async () => {
    const envelope = JSON.stringify({ text: "" }).length;
    await send({ text: "x".repeat(1024 * 1024 - envelope) });
    assert.equal(functions.invocations.length, 1);
    await assert.rejects(send({ text: "x".repeat(1024 * 1024 - envelope + 1) }), {
      name: "RequestEntityTooLargeException",
      message: "1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)",
    });
  });

  it("works on a burst a few at a time, and on all of it", async () => {
    let running = 0;
    let most = 0;
    functions.answer = async () => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => cloud.clock.at(cloud.clock.now() + 100, resolve));
      running--;
      return returns(null);
    };
    for (let count = 0; count < 100; count++) {
      await lambda.invoke({ FunctionName: "f", InvocationType: "Event", Payload: JSON.stringify({ count }) });
    }
    await cloud.clock.advance(60_000);
    assert.equal(functions.invocations.length, 100);
    assert.ok(most <= 16, `${most} at once`);
  });

  it("goes on after a restart: with what was under way and with what waits for its retry", async () => {
    const stored = createMemoryStore();
    await cloud.close();
    cloud = await open(stored);
    await createRole(cloud, "lambda");
    lambda = await createFunction(cloud, "f");
    functions.answer = ({ payload }) =>
      String(Buffer.from(payload)).includes("hangs") ? new Promise(() => {}) : fails("no");
    await send("hangs");
    await send("fails");
    const first = functions.invocations.map(({ requestId }) => requestId);
    // What the store holds when the process dies.
    const after = stored.fork();
    const died = cloud.clock.now() + 30_000;
    const restarted = await open(after, died);
    try {
      await restarted.clock.advance(0);
      assert.deepEqual(
        functions.invocations.map(({ requestId }) => requestId),
        [first[0]],
      );
      await restarted.clock.advance(30_000);
      assert.deepEqual(
        functions.invocations.map(({ requestId }) => requestId),
        [first[0], first[1]],
      );
    } finally {
      await restarted.close();
    }
  });
});
