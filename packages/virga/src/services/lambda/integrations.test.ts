import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { IAM } from "@aws-sdk/client-iam";
import { Kinesis } from "@aws-sdk/client-kinesis";
import { SFN } from "@aws-sdk/client-sfn";
import { SNS } from "@aws-sdk/client-sns";
import { SQS } from "@aws-sdk/client-sqs";
import { RunningFunctions } from "./execution/running-functions.suite.ts";
import { account, trustOf } from "./functions.suite.ts";

const functionArn = (name: string) => `arn:aws:lambda:us-east-1:${account}:function:${name}`;
const queueArn = (name: string) => `arn:aws:sqs:us-east-1:${account}:${name}`;

describe("functions and the services around them", () => {
  let functions: RunningFunctions;
  let sqs: SQS;
  let sns: SNS;

  before(async () => {
    functions = await RunningFunctions.start([
      "logs:*",
      "sqs:GetQueueUrl",
      "sqs:SendMessage",
      "sns:Publish",
      "kinesis:PutRecord",
    ]);
    sqs = functions.cloud.client(SQS);
    sns = functions.cloud.client(SNS);
    const telling = `
      const { SQS } = require("@aws-sdk/client-sqs");
      exports.handler = async (event) => {
        const sqs = new SQS();
        const { QueueUrl } = await sqs.getQueueUrl({ QueueName: "told" });
        await sqs.sendMessage({ QueueUrl, MessageBody: JSON.stringify(event) });
      };`;
    await sqs.createQueue({ QueueName: "told" });
    await functions.create("telling", telling);
    await functions.create(
      "shouting",
      "exports.handler = async ({ word }) => { if (!word) throw new TypeError('no word'); return word.toUpperCase(); };",
    );
  });

  after(() => functions.close());

  /** The JSON that a queue's messages have, once one is there. */
  async function messages(QueueName: string): Promise<unknown[]> {
    const { QueueUrl } = await sqs.getQueueUrl({ QueueName });
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 0, MaxNumberOfMessages: 10 });
    return Messages.map(({ Body }) => JSON.parse(Body!) as unknown);
  }

  it("get a topic's messages in SNS's event, where the topic may invoke them", async () => {
    const { TopicArn } = await sns.createTopic({ Name: "news" });
    await functions.lambda.addPermission({
      FunctionName: "telling",
      StatementId: "news",
      Action: "lambda:InvokeFunction",
      Principal: "sns.amazonaws.com",
      SourceArn: TopicArn,
    });
    const { SubscriptionArn } = await sns.subscribe({ TopicArn, Protocol: "lambda", Endpoint: functionArn("telling") });
    const { MessageId } = await sns.publish({
      TopicArn,
      Subject: "Today",
      Message: "hello",
      MessageAttributes: { Kind: { DataType: "String", StringValue: "greeting" } },
    });
    await functions.cloud.clock.advance(0);
    const [event] = (await messages("told")) as [{ Records: { Sns: Record<string, unknown> }[] }];
    const [{ Sns, ...record }] = event.Records as [{ Sns: Record<string, unknown> }];
    const { Signature, SigningCertUrl, UnsubscribeUrl, ...notification } = Sns;
    assert.deepEqual(record, {
      EventSource: "aws:sns",
      EventVersion: "1.0",
      EventSubscriptionArn: SubscriptionArn,
    });
    assert.deepEqual(notification, {
      Type: "Notification",
      MessageId,
      TopicArn,
      Subject: "Today",
      Message: "hello",
      Timestamp: "2026-01-01T00:00:00.000Z",
      SignatureVersion: "1",
      MessageAttributes: { Kind: { Type: "String", Value: "greeting" } },
    });
    assert.deepEqual([typeof Signature, typeof SigningCertUrl, typeof UnsubscribeUrl], ["string", "string", "string"]);
  });

  it("put records with the client of streams as it is, which speaks HTTP/2", async () => {
    const kinesis = functions.cloud.client(Kinesis);
    await kinesis.createStream({ StreamName: "visits", ShardCount: 1 });
    const code = `
      const { KinesisClient, PutRecordCommand } = require("@aws-sdk/client-kinesis");
      const kinesis = new KinesisClient({});
      exports.handler = async ({ visit }) => {
        const record = { StreamName: "visits", PartitionKey: visit, Data: Buffer.from(visit) };
        return (await kinesis.send(new PutRecordCommand(record))).ShardId;
      };`;
    await functions.create("visiting", code);
    const shard = { StreamName: "visits", ShardId: "shardId-000000000000" };
    for (const visit of ["first", "second"]) {
      const { payload, error } = await functions.invoke("visiting", { visit });
      assert.deepEqual([error, payload], [undefined, shard.ShardId]);
    }
    const { ShardIterator } = await kinesis.getShardIterator({ ...shard, ShardIteratorType: "TRIM_HORIZON" });
    const { Records = [] } = await kinesis.getRecords({ ShardIterator });
    assert.deepEqual(
      Records.map(({ Data }) => Buffer.from(Data!).toString()),
      ["first", "second"],
    );
  });

  it("tell queues and topics what became of asynchronous invocations", async () => {
    for (const QueueName of ["done", "failed"]) await sqs.createQueue({ QueueName });
    const { TopicArn } = await sns.createTopic({ Name: "failures" });
    const Statement = [
      { Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: "sqs:SendMessage", Resource: "*" },
    ];
    const Attributes = { Policy: JSON.stringify({ Version: "2012-10-17", Statement }) };
    const { QueueUrl } = await sqs.getQueueUrl({ QueueName: "failed" });
    await sqs.setQueueAttributes({ QueueUrl, Attributes });
    await sns.subscribe({
      TopicArn,
      Protocol: "sqs",
      Endpoint: queueArn("failed"),
      Attributes: { RawMessageDelivery: "true" },
    });
    await functions.lambda.putFunctionEventInvokeConfig({
      FunctionName: "shouting",
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnSuccess: { Destination: queueArn("done") }, OnFailure: { Destination: TopicArn } },
    });
    for (const event of [{ word: "ho" }, {}]) {
      const Payload = JSON.stringify(event);
      await functions.lambda.invoke({ FunctionName: "shouting", InvocationType: "Event", Payload });
    }
    await functions.cloud.clock.advance(0);
    const told = [...(await messages("done")), ...(await messages("failed"))] as {
      requestContext: { condition: string };
      responsePayload: unknown;
    }[];
    assert.deepEqual(
      told.map(({ requestContext, responsePayload }) => [
        requestContext.condition,
        typeof responsePayload === "string" ? responsePayload : (responsePayload as { errorType: string }).errorType,
      ]),
      [
        ["Success", "HO"],
        ["RetriesExhausted", "TypeError"],
      ],
    );
  });

  it("are tasks of the SDK's integration, whose answer has the payload as text", async () => {
    const iam = functions.cloud.client(IAM);
    const role = { RoleName: "machine", AssumeRolePolicyDocument: trustOf("states.amazonaws.com") };
    const { Role } = await iam.createRole(role);
    const Statement = [{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functionArn("*") }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await iam.putRolePolicy({ RoleName: "machine", PolicyName: "invoke", PolicyDocument });
    const sfn = functions.cloud.client(SFN);
    const States = {
      Shout: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:lambda:invoke",
        Parameters: { FunctionName: "shouting", "Payload.$": "$" },
        End: true,
      },
    };
    const definition = JSON.stringify({ StartAt: "Shout", States });
    const { stateMachineArn } = await sfn.createStateMachine({ name: "shouting", roleArn: Role!.Arn, definition });
    const run = async (input: object) => {
      const { executionArn } = await sfn.startExecution({ stateMachineArn, input: JSON.stringify(input) });
      await functions.cloud.clock.advance(0);
      return sfn.describeExecution({ executionArn });
    };
    const { output = "{}", status } = await run({ word: "ho" });
    assert.equal(status, "SUCCEEDED");
    const { Payload, StatusCode, ExecutedVersion } = JSON.parse(output) as Record<string, unknown>;
    assert.deepEqual([Payload, StatusCode, ExecutedVersion], ['"HO"', 200, "$LATEST"]);
    const failed = JSON.parse((await run({})).output ?? "{}") as Record<string, string>;
    assert.equal(failed.FunctionError, "Unhandled");
    assert.equal((JSON.parse(failed.Payload!) as { errorType: string }).errorType, "TypeError");
  });
});
