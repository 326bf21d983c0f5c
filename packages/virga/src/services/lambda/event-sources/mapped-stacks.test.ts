import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { SQS } from "@aws-sdk/client-sqs";
import { RunningFunctions } from "../execution/running-functions.suite.ts";
import { deploy } from "../functions.suite.ts";

/** Moves a message on to the queue whose URL is in the environment's `OUT`. */
const code = `
const { SQSClient, SendMessageCommand } = require("@aws-sdk/client-sqs");
exports.handler = async ({ Records }) => {
  for (const { body } of Records) {
    await new SQSClient({ useQueueUrlAsEndpoint: false }).send(new SendMessageCommand({ QueueUrl: process.env.OUT, MessageBody: "got " + body }));
  }
};`;

describe("AWS::Lambda::EventSourceMapping", () => {
  let functions: RunningFunctions;

  before(async () => {
    functions = await RunningFunctions.start(["logs:*", "sqs:*"]);
  });

  after(() => functions.close());

  it("maps a queue to a function that runs, changes the mapping and takes it away", async () => {
    const { cloud } = functions;
    const sqs = cloud.client(SQS);
    const { QueueUrl: out } = await sqs.createQueue({ QueueName: "out" });
    await functions.create("mover", code, { Environment: { Variables: { OUT: out! } }, Timeout: 30 });
    const resources = (properties: object) => ({
      Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "in" } },
      Mapping: {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: { EventSourceArn: { "Fn::GetAtt": ["Queue", "Arn"] }, FunctionName: "mover", ...properties },
      },
    });
    const outputs = { Arn: { Value: { "Fn::GetAtt": ["Mapping", "EventSourceMappingArn"] } } };
    const stack = await deploy(
      cloud,
      "mapped",
      resources({ Tags: [{ Key: "my", Value: "tag" }], BatchSize: 5 }),
      outputs,
    );
    const Resource = stack.Outputs?.[0]?.OutputValue;
    assert.deepEqual((await functions.lambda.listTags({ Resource })).Tags, {
      "aws:cloudformation:stack-name": "mapped",
      "aws:cloudformation:stack-id": stack.StackId,
      "aws:cloudformation:logical-id": "Mapping",
      my: "tag",
    });
    const { QueueUrl } = await sqs.getQueueUrl({ QueueName: "in" });
    await sqs.sendMessage({ QueueUrl, MessageBody: "hello" });
    await cloud.clock.advance(1_000);
    const { Messages } = await sqs.receiveMessage({ QueueUrl: out });
    assert.deepEqual(
      Messages?.map(({ Body }) => Body),
      ["got hello"],
    );
    await deploy(cloud, "mapped", resources({ Enabled: "false", BatchSize: "7" }), outputs);
    const { EventSourceMappings } = await functions.lambda.listEventSourceMappings({ FunctionName: "mover" });
    assert.deepEqual(
      EventSourceMappings?.map(({ State, BatchSize }) => [State, BatchSize]),
      [["Disabled", 7]],
    );
    await cloud.client(CloudFormation).deleteStack({ StackName: "mapped" });
    await cloud.clock.advance(60_000);
    assert.deepEqual((await functions.lambda.listEventSourceMappings({})).EventSourceMappings, []);
  });
});
