import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { SNS } from "@aws-sdk/client-sns";
import { SQS } from "@aws-sdk/client-sqs";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

const account = "000000000000";
const queueArn = (name: string) => `arn:aws:sqs:us-east-1:${account}:${name}`;
const topicArn = (name: string) => `arn:aws:sns:us-east-1:${account}:${name}`;

describe("SNS", () => {
  let cloud: TestCloud;
  let sns: SNS;
  let sqs: SQS;

  beforeEach(async () => {
    cloud = await createTestCloud();
    sns = cloud.client(SNS);
    sqs = cloud.client(SQS);
  });

  afterEach(async () => {
    assert.deepEqual(cloud.reports, []);
    await cloud.close();
  });

  /** A queue that takes messages of all topics. */
  async function queue(name: string, attributes: Record<string, string> = {}): Promise<string> {
    const statement = {
      Effect: "Allow",
      Principal: { Service: "sns.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: queueArn(name),
      Condition: { ArnLike: { "aws:SourceArn": topicArn("*") } },
    };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    return (await sqs.createQueue({ QueueName: name, Attributes: { Policy, ...attributes } })).QueueUrl!;
  }

  async function receive(QueueUrl: string) {
    await cloud.clock.advance(0);
    const input = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] };
    return (await sqs.receiveMessage(input)).Messages ?? [];
  }

  async function subscribe(TopicArn: string, name: string, Attributes: Record<string, string> = {}) {
    const input = { TopicArn, Protocol: "sqs", Endpoint: queueArn(name), Attributes };
    return (await sns.subscribe(input)).SubscriptionArn!;
  }

  it("keeps topics with AWS's defaults", async () => {
    const { TopicArn } = await sns.createTopic({ Name: "news", Tags: [{ Key: "a", Value: "b" }] });
    assert.equal(TopicArn, topicArn("news"));
    const { Attributes } = await sns.getTopicAttributes({ TopicArn });
    assert.equal(Attributes?.Owner, account);
    assert.equal(Attributes?.SubscriptionsConfirmed, "0");
    assert.deepEqual((await sns.listTagsForResource({ ResourceArn: TopicArn })).Tags, [{ Key: "a", Value: "b" }]);
    await assert.rejects(sns.createTopic({ Name: "news", Tags: [], Attributes: { DisplayName: "x" } }), {
      message: "Invalid parameter: Attributes Reason: Topic already exists with different attributes",
    });
    assert.deepEqual((await sns.listTopics({})).Topics, [{ TopicArn }]);
    await sns.deleteTopic({ TopicArn });
    await assert.rejects(sns.getTopicAttributes({ TopicArn }), {
      name: "NotFoundException",
      message: "Topic does not exist",
    });
    await assert.rejects(sns.publish({ TopicArn: "x", Message: "m" }), {
      message: "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1",
    });
  });

  it("delivers AWS's envelope to a queue", async () => {
    const url = await queue("inbox");
    const { TopicArn = "" } = await sns.createTopic({ Name: "news" });
    const subscription = await subscribe(TopicArn, "inbox");
    const { MessageId } = await sns.publish({
      TopicArn,
      Subject: "hello",
      Message: "body",
      MessageAttributes: { kind: { DataType: "String", StringValue: "a" } },
    });
    const [message] = await receive(url);
    const envelope = JSON.parse(message!.Body!) as Record<string, unknown>;
    const { Signature: _signature, SigningCertURL: _certificate, ...rest } = envelope;
    assert.deepEqual(rest, {
      Type: "Notification",
      MessageId,
      TopicArn,
      Subject: "hello",
      Message: "body",
      Timestamp: "2026-01-01T00:00:00.000Z",
      SignatureVersion: "1",
      UnsubscribeURL: `https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscription}`,
      MessageAttributes: { kind: { Type: "String", Value: "a" } },
    });
  });

  it("delivers raw, with attributes, and texts by protocol", async () => {
    const url = await queue("inbox");
    const { TopicArn = "" } = await sns.createTopic({ Name: "news" });
    await subscribe(TopicArn, "inbox", { RawMessageDelivery: "true" });
    await sns.publish({
      TopicArn,
      Message: JSON.stringify({ default: "all", sqs: "for queues" }),
      MessageStructure: "json",
      MessageAttributes: { store: { DataType: "Binary", BinaryValue: Uint8Array.of(2, 3, 4) } },
    });
    const [message] = await receive(url);
    assert.equal(message?.Body, "for queues");
    assert.deepEqual([...message!.MessageAttributes!.store!.BinaryValue!], [2, 3, 4]);
  });

  it("filters by attributes and by the body", async () => {
    const byAttribute = await queue("by-attribute");
    const byBody = await queue("by-body");
    const { TopicArn = "" } = await sns.createTopic({ Name: "news" });
    await subscribe(TopicArn, "by-attribute", { FilterPolicy: '{"size":[{"numeric":[">",5]}],"tags":["a"]}' });
    await subscribe(TopicArn, "by-body", {
      FilterPolicyScope: "MessageBody",
      FilterPolicy: '{"order":{"state":["new"]}}',
    });
    const publish = (Message: string, size: string, tags: string) =>
      sns.publish({
        TopicArn,
        Message,
        MessageAttributes: {
          size: { DataType: "Number", StringValue: size },
          tags: { DataType: "String.Array", StringValue: tags },
        },
      });
    await publish('{"order":{"state":"new"}}', "5", '["a"]');
    await publish('{"order":{"state":"old"}}', "6", '["b","a"]');
    await publish("no json", "6", '["b"]');
    const messageOf = ({ Body }: { Body?: string | undefined }) => (JSON.parse(Body!) as { Message: string }).Message;
    assert.deepEqual((await receive(byAttribute)).map(messageOf), ['{"order":{"state":"old"}}']);
    assert.deepEqual((await receive(byBody)).map(messageOf), ['{"order":{"state":"new"}}']);
    await assert.rejects(subscribe(TopicArn, "other", { FilterPolicy: '{"key":[{"wrong-operator":true}]}' }), {
      message: "Invalid parameter: Attributes Reason: FilterPolicy: Unrecognized match type wrong-operator",
    });
  });

  it("keeps order and sends once through FIFO topics", async () => {
    const url = await queue("inbox.fifo", { FifoQueue: "true" });
    const Attributes = { FifoTopic: "true", ContentBasedDeduplication: "true" };
    const { TopicArn = "" } = await sns.createTopic({ Name: "news.fifo", Attributes });
    await subscribe(TopicArn, "inbox.fifo", { RawMessageDelivery: "true" });
    const PublishBatchRequestEntries = ["1", "2", "3", "1"].map((Message, index) => ({
      Id: `entry${index}`,
      Message,
      MessageGroupId: "a",
    }));
    const { Successful } = await sns.publishBatch({ TopicArn, PublishBatchRequestEntries });
    assert.equal(Successful?.[3]?.MessageId, Successful?.[0]?.MessageId);
    assert.deepEqual(
      (await receive(url)).map(({ Body }) => Body),
      ["1", "2", "3"],
    );
  });

  it("sends what a queue refuses to the subscription's dead-letter queue, and tries again what failed", async () => {
    const dead = await queue("dead");
    await sqs.createQueue({ QueueName: "closed" });
    const { TopicArn = "" } = await sns.createTopic({ Name: "news" });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArn("dead") });
    await subscribe(TopicArn, "closed", { RedrivePolicy });
    await sns.publish({ TopicArn, Message: "refused" });
    assert.equal((await receive(dead)).length, 1);
    const open = await queue("open");
    await subscribe(TopicArn, "open", { RawMessageDelivery: "true" });
    cloud.addFault({
      service: "sqs",
      operation: "SendMessage",
      error: { code: "InternalFailure", message: "down", status: 500 },
      times: 5,
    });
    await sns.publish({ TopicArn, Message: "again" });
    await cloud.clock.advance(30_000);
    assert.deepEqual(
      (await receive(open)).map(({ Body }) => Body),
      ["again"],
    );
  });

  it("asks the owner of another account's queue for confirmation", async () => {
    const { TopicArn = "" } = await sns.createTopic({ Name: "news" });
    const other = { accessKeyId: "111111111111", secretAccessKey: "test" };
    const theirs = cloud.client(SQS, { credentials: other });
    const Resource = "arn:aws:sqs:us-east-1:111111111111:theirs";
    const statement = {
      Effect: "Allow",
      Principal: { Service: "sns.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource,
    };
    const Attributes = { Policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }) };
    const { QueueUrl } = await theirs.createQueue({ QueueName: "theirs", Attributes });
    const pending = await sns.subscribe({ TopicArn, Protocol: "sqs", Endpoint: Resource });
    assert.equal(pending.SubscriptionArn, "pending confirmation");
    await cloud.clock.advance(0);
    const { Messages } = await theirs.receiveMessage({ QueueUrl });
    const { Type, Token } = JSON.parse(Messages![0]!.Body!) as { Type: string; Token: string };
    assert.equal(Type, "SubscriptionConfirmation");
    const { SubscriptionArn } = await sns.confirmSubscription({ TopicArn, Token });
    const attributes = await sns.getSubscriptionAttributes({ SubscriptionArn });
    assert.equal(attributes.Attributes?.PendingConfirmation, "false");
  });

  it("goes on after a restart with deliveries that were not done", async () => {
    const { TopicArn = "" } = await sns.createTopic({ Name: "news" });
    await queue("inbox");
    await subscribe(TopicArn, "inbox", { RawMessageDelivery: "true" });
    cloud.addFault({
      service: "sqs",
      operation: "SendMessage",
      error: { code: "ServiceUnavailable", message: "down", status: 503 },
    });
    await sns.publish({ TopicArn, Message: "hello" });
    await cloud.clock.advance(0);
    const restarted = await cloud.fork();
    try {
      await restarted.clock.advance(60_000);
      const inbox = restarted.client(SQS);
      const { QueueUrl } = await inbox.getQueueUrl({ QueueName: "inbox" });
      const { Messages = [] } = await inbox.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
      assert.deepEqual(
        Messages.map(({ Body }) => Body),
        ["hello"],
      );
    } finally {
      await restarted.close();
    }
  });
});
