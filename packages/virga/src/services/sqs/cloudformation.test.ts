import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { SNS } from "@aws-sdk/client-sns";
import { createQueueCloud, type QueueCloud } from "./sqs.suite.ts";

const arn = (id: string, attribute = "Arn") => ({ "Fn::GetAtt": [id, attribute] });

/** What CDK makes of a queue with dead letters that is subscribed to a topic. */
function template(visibility: number) {
  return {
    Resources: {
      Dead: { Type: "AWS::SQS::Queue" },
      Key: {
        Type: "AWS::KMS::Key",
        Properties: {
          KeyPolicy: {
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Principal: { AWS: "arn:aws:iam::000000000000:root" },
                Action: "kms:*",
                Resource: "*",
              },
              {
                Effect: "Allow",
                Principal: { Service: "sns.amazonaws.com" },
                Action: ["kms:GenerateDataKey", "kms:Decrypt"],
                Resource: "*",
              },
            ],
          },
        },
      },
      Orders: {
        Type: "AWS::SQS::Queue",
        Properties: {
          VisibilityTimeout: visibility,
          KmsMasterKeyId: arn("Key"),
          RedrivePolicy: { deadLetterTargetArn: arn("Dead"), maxReceiveCount: 3 },
          Tags: [{ Key: "team", Value: "a" }],
        },
      },
      Topic: { Type: "AWS::SNS::Topic", Properties: { DisplayName: "Orders" } },
      Policy: {
        Type: "AWS::SQS::QueuePolicy",
        Properties: {
          Queues: [{ Ref: "Orders" }],
          PolicyDocument: {
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Principal: { Service: "sns.amazonaws.com" },
                Action: "sqs:SendMessage",
                Resource: arn("Orders"),
                Condition: { ArnEquals: { "aws:SourceArn": { Ref: "Topic" } } },
              },
            ],
          },
        },
      },
      Subscription: {
        Type: "AWS::SNS::Subscription",
        DependsOn: "Policy",
        Properties: {
          TopicArn: { Ref: "Topic" },
          Protocol: "sqs",
          Endpoint: arn("Orders"),
          RawMessageDelivery: true,
          FilterPolicy: { kind: ["order"] },
        },
      },
    },
    Outputs: {
      Url: { Value: { Ref: "Orders" } },
      Name: { Value: arn("Orders", "QueueName") },
      Topic: { Value: { Ref: "Topic" } },
    },
  };
}

describe("queues and topics of a stack", () => {
  let q: QueueCloud;
  let cloudFormation: CloudFormation;

  before(async () => {
    q = await createQueueCloud();
    cloudFormation = q.cloud.client(CloudFormation);
  });

  after(() => q.cloud.close());

  async function outputs(): Promise<Record<string, string>> {
    await q.cloud.clock.advance(60_000);
    const { Stacks } = await cloudFormation.describeStacks({ StackName: "shop" });
    assert.match(Stacks![0]!.StackStatus!, /^(CREATE|UPDATE)_COMPLETE$/);
    return Object.fromEntries(Stacks![0]!.Outputs!.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  }

  it("are made, wired, updated and deleted", async () => {
    await cloudFormation.createStack({ StackName: "shop", TemplateBody: JSON.stringify(template(10)) });
    const { Url = "", Name = "", Topic } = await outputs();
    assert.ok(Url.endsWith(Name) && Name.startsWith("shop-Orders-"));
    const sns = q.cloud.client(SNS);
    const kind = (StringValue: string) => ({ kind: { DataType: "String", StringValue } });
    await sns.publish({ TopicArn: Topic, Message: "1", MessageAttributes: kind("order") });
    await sns.publish({ TopicArn: Topic, Message: "2", MessageAttributes: kind("other") });
    await q.cloud.clock.advance(0);
    assert.deepEqual(await q.bodies(Url), ["1"]);

    await cloudFormation.updateStack({ StackName: "shop", TemplateBody: JSON.stringify(template(20)) });
    assert.equal((await outputs()).Url, Url);
    const { Attributes } = await q.sqs.getQueueAttributes({ QueueUrl: Url, AttributeNames: ["All"] });
    assert.equal(Attributes?.VisibilityTimeout, "20");
    assert.equal(JSON.parse(Attributes!.RedrivePolicy!).maxReceiveCount, 3);

    await cloudFormation.deleteStack({ StackName: "shop" });
    await q.cloud.clock.advance(60_000);
    assert.equal((await q.sqs.listQueues({})).QueueUrls, undefined);
    assert.deepEqual((await sns.listSubscriptions({})).Subscriptions, []);
    assert.deepEqual(q.cloud.reports, []);
  });
});
