import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from "@aws-sdk/client-lambda";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GuardedStreamConsumer } from "@virga/constructs";
import { App, CfnOutput, DefaultStackSynthesizer, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { Stream } from "aws-cdk-lib/aws-kinesis";
import { Key } from "aws-cdk-lib/aws-kms";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { createTestCloud, type TestCloud } from "virga/testing";
import { withoutAction } from "./role-policies.suite.ts";

/** Reports records that are `bad`. */
const code = `exports.handler = async ({ Records }) => {
  const bad = Records.find(({ kinesis }) => Buffer.from(kinesis.data, "base64").toString() === "bad");
  return { batchItemFailures: bad ? [{ itemIdentifier: bad.kinesis.sequenceNumber }] : [] };
};`;

/** A consumer of a stream with a key, whose failure queue has another one. */
function template(): string {
  const stack = new Stack(new App(), "Keys", {
    synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
  });
  const stream = new Stream(stack, "Stream", { encryptionKey: new Key(stack, "StreamKey") });
  const handler = new LambdaFunction(stack, "Function", {
    runtime: Runtime.NODEJS_22_X,
    handler: "index.handler",
    code: Code.fromInline(code),
  });
  const failureQueueKey = new Key(stack, "QueueKey");
  const consumer = new GuardedStreamConsumer(stack, "Consumer", { stream, handler, failureQueueKey });
  new CfnOutput(stack, "StreamName", { value: stream.streamName });
  new CfnOutput(stack, "RoleName", { value: handler.role!.roleName });
  new CfnOutput(stack, "FailureQueueUrl", { value: consumer.failureQueue.queueUrl });
  return JSON.stringify(Template.fromStack(stack).toJSON());
}

describe("a guarded stream consumer with keys of its own", () => {
  let cloud: TestCloud;
  let outputs: Readonly<Record<string, string | undefined>>;
  let deployed: ReturnType<TestCloud["snapshot"]>;

  before(async () => {
    cloud = await createTestCloud();
    const cloudformation = cloud.client(CloudFormationClient);
    const StackName = "Keys";
    const Capabilities = ["CAPABILITY_IAM" as const];
    await cloudformation.send(new CreateStackCommand({ StackName, TemplateBody: template(), Capabilities }));
    await cloud.clock.advance(120_000);
    const { Stacks: [stack] = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName }));
    assert.equal(stack?.StackStatus, "CREATE_COMPLETE");
    outputs = Object.fromEntries((stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
    deployed = cloud.snapshot();
  });

  beforeEach(async () => {
    cloud.restore(deployed);
    // Keys that were used are used again for some minutes, without asking for them.
    await cloud.clock.advance(3_600_000);
  });
  after(() => cloud?.close());

  async function giveUp(): Promise<number> {
    const Records = ["good", "bad", "good"].map((text) => ({ Data: Buffer.from(text), PartitionKey: "key" }));
    await cloud.client(KinesisClient).send(new PutRecordsCommand({ StreamName: outputs.StreamName, Records }));
    await cloud.clock.advance(30_000);
    const receive = new ReceiveMessageCommand({ QueueUrl: outputs.FailureQueueUrl });
    return ((await cloud.client(SQSClient).send(receive)).Messages ?? []).length;
  }

  async function restartReading(): Promise<string | undefined> {
    const lambda = cloud.client(LambdaClient);
    const find = async () => (await lambda.send(new ListEventSourceMappingsCommand({}))).EventSourceMappings?.[0];
    const { UUID } = (await find())!;
    for (const Enabled of [false, true]) await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
    await giveUp();
    return (await find())?.LastProcessingResult;
  }

  it("may use them as far as it needs", async () => {
    assert.equal(await giveUp(), 1);
  });

  it("can't tell of failures without the queue's", async () => {
    for (const action of ["kms:GenerateDataKey"]) {
      await withoutAction(cloud, outputs.RoleName!, action);
      assert.equal(await giveUp(), 0);
      assert.match(
        cloud.reports.join("\n"),
        new RegExp(`could not be told to [^\\n]+not authorized to perform: ${action}`),
      );
    }
  });

  it("can't read without the stream's", async () => {
    await withoutAction(cloud, outputs.RoleName!, "kms:Decrypt");
    assert.match((await restartReading())!, /^PROBLEM: /);
  });
});
