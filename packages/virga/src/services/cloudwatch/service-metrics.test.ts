import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CloudWatch, type Statistic } from "@aws-sdk/client-cloudwatch";
import { SNS } from "@aws-sdk/client-sns";
import { SQS } from "@aws-sdk/client-sqs";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

const minute = 60_000;
const start = Date.UTC(2026, 0, 1);

describe("what services count", () => {
  let cloud: TestCloud;
  let client: CloudWatch;

  beforeEach(async () => {
    cloud = await createTestCloud();
    client = cloud.client(CloudWatch);
  });

  afterEach(async () => {
    assert.deepEqual(cloud.reports, []);
    await cloud.close();
  });

  /** A statistic of each minute since the start that has one. */
  async function read(Namespace: string, MetricName: string, Stat: Statistic, ...dimensions: readonly string[]) {
    const Dimensions = [];
    for (let index = 0; index < dimensions.length; index += 2) {
      Dimensions.push({ Name: dimensions[index], Value: dimensions[index + 1] });
    }
    const MetricStat = { Metric: { Namespace, MetricName, Dimensions }, Period: 60, Stat };
    const { MetricDataResults } = await client.getMetricData({
      MetricDataQueries: [{ Id: "m", MetricStat }],
      StartTime: new Date(start),
      EndTime: new Date(cloud.clock.now() + minute),
      ScanBy: "TimestampAscending",
    });
    return MetricDataResults?.[0]?.Values;
  }

  it("is what queues send, receive, delete and hold", async () => {
    const sqs = cloud.client(SQS);
    const { QueueUrl = "" } = await sqs.createQueue({ QueueName: "orders", Attributes: { VisibilityTimeout: "90" } });
    const queue = (metric: string, stat: Statistic) => read("AWS/SQS", metric, stat, "QueueName", "orders");
    for (const MessageBody of ["a", "bb"]) await sqs.sendMessage({ QueueUrl, MessageBody });
    await cloud.clock.advance(minute);
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl });
    await cloud.clock.advance(2 * minute);
    assert.deepEqual(await queue("NumberOfMessagesSent", "Sum"), [2]);
    assert.deepEqual(await queue("SentMessageSize", "Average"), [1.5]);
    assert.deepEqual(await queue("NumberOfMessagesReceived", "Sum"), [1]);
    assert.deepEqual(await queue("ApproximateNumberOfMessagesVisible", "Maximum"), [2, 1, 2]);
    assert.deepEqual(await queue("ApproximateNumberOfMessagesNotVisible", "Maximum"), [0, 1, 0]);
    assert.deepEqual(await queue("ApproximateAgeOfOldestMessage", "Maximum"), [60, 120, 180]);
    await sqs.deleteMessage({ QueueUrl, ReceiptHandle: Messages[0]!.ReceiptHandle! });
    await sqs.purgeQueue({ QueueUrl });
    await sqs.receiveMessage({ QueueUrl });
    await cloud.clock.advance(2 * minute);
    assert.deepEqual(await queue("NumberOfMessagesDeleted", "Sum"), [1]);
    assert.deepEqual(await queue("NumberOfEmptyReceives", "Sum"), [1]);
    assert.deepEqual(await queue("ApproximateNumberOfMessagesVisible", "Sum"), [2, 1, 2, 0, 0]);
    await sqs.deleteQueue({ QueueUrl });
    await cloud.clock.advance(10 * minute);
    assert.deepEqual(await queue("ApproximateNumberOfMessagesVisible", "Sum"), [2, 1, 2, 0, 0]);
  });

  it("lets an alarm tell of a dead letter, and that it is gone", async () => {
    const [sns, sqs] = [cloud.client(SNS), cloud.client(SQS)];
    const account = "000000000000";
    const { QueueUrl: deadLetters = "" } = await sqs.createQueue({ QueueName: "dead" });
    const deadLetterTargetArn = `arn:aws:sqs:us-east-1:${account}:dead`;
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 });
    const { QueueUrl = "" } = await sqs.createQueue({ QueueName: "work", Attributes: { RedrivePolicy } });
    const { TopicArn = "" } = await sns.createTopic({ Name: "pager" });
    const statement = { Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: "sqs:*", Resource: "*" };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    const { QueueUrl: pager = "" } = await sqs.createQueue({ QueueName: "pager", Attributes: { Policy } });
    await sns.subscribe({ TopicArn, Protocol: "sqs", Endpoint: `arn:aws:sqs:us-east-1:${account}:pager` });
    await client.putMetricAlarm({
      AlarmName: "dead letters",
      Namespace: "AWS/SQS",
      MetricName: "ApproximateNumberOfMessagesVisible",
      Dimensions: [{ Name: "QueueName", Value: "dead" }],
      Statistic: "Maximum",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: "GreaterThanThreshold",
      TreatMissingData: "notBreaching",
      AlarmActions: [TopicArn],
      OKActions: [TopicArn],
    });
    const paged = async () => {
      const { Messages = [] } = await sqs.receiveMessage({ QueueUrl: pager, MaxNumberOfMessages: 10 });
      for (const { ReceiptHandle } of Messages) await sqs.deleteMessage({ QueueUrl: pager, ReceiptHandle });
      return Messages.map(({ Body = "" }) => (JSON.parse(Body) as { Subject: string }).Subject.split(":")[0]);
    };
    await cloud.clock.advance(minute);
    assert.deepEqual(await paged(), ["OK"]);
    await sqs.sendMessage({ QueueUrl, MessageBody: "poison" });
    await sqs.receiveMessage({ QueueUrl });
    await cloud.clock.advance(minute);
    await sqs.receiveMessage({ QueueUrl });
    await cloud.clock.advance(2 * minute);
    assert.deepEqual(await paged(), ["ALARM"]);
    const before = cloud.runtime.host.store.version;
    await cloud.clock.advance(3 * 86_400_000);
    assert.ok(cloud.runtime.host.store.version - before < 100, "nothing is polled while a message lies there");
    assert.deepEqual(await paged(), []);
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl: deadLetters });
    await sqs.deleteMessage({ QueueUrl: deadLetters, ReceiptHandle: Messages[0]!.ReceiptHandle! });
    await cloud.clock.advance(5 * minute);
    assert.deepEqual(await paged(), ["OK"]);
  });
});
