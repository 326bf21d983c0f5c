import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { CloudWatch, type Statistic } from "@aws-sdk/client-cloudwatch";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { IAM } from "@aws-sdk/client-iam";
import { Kinesis } from "@aws-sdk/client-kinesis";
import { SFN } from "@aws-sdk/client-sfn";
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

  it("is what tables take and give", async () => {
    const dynamodb = cloud.client(DynamoDB);
    const TableName = "orders";
    await dynamodb.createTable({
      TableName,
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    });
    const Item = { id: { S: "1" }, text: { S: "x".repeat(1_500) } };
    await dynamodb.putItem({ TableName, Item });
    await dynamodb.getItem({ TableName, Key: { id: { S: "1" } }, ConsistentRead: true });
    await dynamodb.query({
      TableName,
      KeyConditionExpression: "id = :id",
      ExpressionAttributeValues: { ":id": { S: "1" } },
    });
    const again = dynamodb.putItem({ TableName, Item, ConditionExpression: "attribute_not_exists(id)" });
    await assert.rejects(again, { name: "ConditionalCheckFailedException" });
    await assert.rejects(dynamodb.getItem({ TableName, Key: { other: { S: "1" } } }));
    await cloud.clock.advance(minute);
    const table = (metric: string, stat: Statistic) => read("AWS/DynamoDB", metric, stat, "TableName", TableName);
    assert.deepEqual(await table("ConsumedWriteCapacityUnits", "Sum"), [2]);
    assert.deepEqual(await table("ConsumedReadCapacityUnits", "Sum"), [1.5]);
    assert.deepEqual(await table("ConditionalCheckFailedRequests", "Sum"), [1]);
    assert.deepEqual(await read("AWS/DynamoDB", "UserErrors", "Sum"), [1]);
    const latency = ["TableName", TableName, "Operation", "PutItem"];
    assert.deepEqual(await read("AWS/DynamoDB", "SuccessfulRequestLatency", "SampleCount", ...latency), [1]);
  });

  it("is what streams take and give, by shard where that is asked for", async () => {
    const kinesis = cloud.client(Kinesis);
    const StreamName = "clicks";
    await kinesis.createStream({ StreamName, ShardCount: 1 });
    await cloud.clock.advance(minute);
    await kinesis.enableEnhancedMonitoring({ StreamName, ShardLevelMetrics: ["IncomingRecords"] });
    await cloud.clock.advance(minute);
    const Data = Buffer.from("12345");
    await kinesis.putRecord({ StreamName, PartitionKey: "a", Data });
    await kinesis.putRecords({ StreamName, Records: [{ PartitionKey: "b", Data }] });
    await cloud.clock.advance(1_000);
    const shard = { StreamName, ShardId: "shardId-000000000000", ShardIteratorType: "TRIM_HORIZON" as const };
    const { ShardIterator } = await kinesis.getShardIterator(shard);
    await kinesis.getRecords({ ShardIterator: ShardIterator! });
    await cloud.clock.advance(minute);
    const stream = (metric: string, stat: Statistic) => read("AWS/Kinesis", metric, stat, "StreamName", StreamName);
    assert.deepEqual(await stream("IncomingRecords", "Sum"), [2]);
    assert.deepEqual(await stream("IncomingBytes", "Sum"), [12]);
    assert.deepEqual(await stream("PutRecords.SuccessfulRecords", "Sum"), [1]);
    assert.deepEqual(await stream("GetRecords.Records", "Sum"), [2]);
    assert.deepEqual(await stream("GetRecords.IteratorAgeMilliseconds", "Maximum"), [1_000]);
    const ofShard = ["StreamName", StreamName, "ShardId", shard.ShardId];
    assert.deepEqual(await read("AWS/Kinesis", "IncomingRecords", "Sum", ...ofShard), [2]);
    assert.deepEqual(await read("AWS/Kinesis", "IncomingBytes", "Sum", ...ofShard), []);
  });

  it("is what executions come to", async () => {
    const [sfn, iam] = [cloud.client(SFN), cloud.client(IAM)];
    const trust = { Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
    const { Role } = await iam.createRole({ RoleName: "machine", AssumeRolePolicyDocument });
    const definition = JSON.stringify({
      StartAt: "Wait",
      States: { Wait: { Type: "Wait", Seconds: 2, Next: "Fail" }, Fail: { Type: "Fail" } },
    });
    const { stateMachineArn = "" } = await sfn.createStateMachine({ name: "flow", definition, roleArn: Role!.Arn! });
    await sfn.startExecution({ stateMachineArn });
    await cloud.clock.advance(minute);
    const machine = (metric: string, stat: Statistic) =>
      read("AWS/States", metric, stat, "StateMachineArn", stateMachineArn);
    assert.deepEqual(await machine("ExecutionsStarted", "Sum"), [1]);
    assert.deepEqual(await machine("ExecutionsFailed", "Sum"), [1]);
    assert.deepEqual(await machine("ExecutionsSucceeded", "Sum"), [0]);
    assert.deepEqual(await machine("ExecutionTime", "Maximum"), [2_000]);
  });

  it("is what topics publish and bring", async () => {
    const [sns, sqs] = [cloud.client(SNS), cloud.client(SQS)];
    const { TopicArn = "" } = await sns.createTopic({ Name: "news" });
    const { QueueUrl = "" } = await sqs.createQueue({ QueueName: "reader" });
    const Endpoint = "arn:aws:sqs:us-east-1:000000000000:reader";
    await sns.subscribe({ TopicArn, Protocol: "sqs", Endpoint });
    const topic = (metric: string) => read("AWS/SNS", metric, "Sum", "TopicName", "news");
    await sns.publish({ TopicArn, Message: "unheard" });
    const statement = { Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: "sqs:*", Resource: "*" };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    await cloud.clock.advance(1_000);
    await sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy } });
    await sns.publish({ TopicArn, Message: "heard" });
    await cloud.clock.advance(minute);
    assert.deepEqual(await topic("NumberOfMessagesPublished"), [2]);
    assert.deepEqual(await topic("NumberOfNotificationsFailed"), [1]);
    assert.deepEqual(await topic("NumberOfNotificationsDelivered"), [1]);
  });

  it("is what APIs are asked and answer, by method where that is asked for", async () => {
    const gateway = cloud.client(APIGateway);
    const { id: restApiId = "", rootResourceId: resourceId = "" } = await gateway.createRestApi({ name: "shop" });
    const method = { restApiId, resourceId, httpMethod: "GET" };
    await gateway.putMethod({ ...method, authorizationType: "NONE" });
    const requestTemplates = { "application/json": '{"statusCode":500}' };
    await gateway.putIntegration({ ...method, type: "MOCK", requestTemplates });
    await gateway.putMethodResponse({ ...method, statusCode: "500" });
    await gateway.putIntegrationResponse({ ...method, statusCode: "500" });
    await gateway.createDeployment({ restApiId, stageName: "test" });
    const patchOperations = [{ op: "replace" as const, path: "/*/*/metrics/enabled", value: "true" }];
    await gateway.updateStage({ restApiId, stageName: "test", patchOperations });
    const get = (path: string) =>
      cloud.runtime.handle({
        method: "GET",
        path: `/restapis/${restApiId}/test/_user_request_${path}`,
        rawQuery: "",
        headers: { host: "localhost:4566" },
        body: Buffer.alloc(0),
        sourceIp: "127.0.0.1",
      });
    assert.equal((await get("/")).status, 500);
    assert.equal((await get("/nowhere")).status, 403);
    await cloud.clock.advance(minute);
    const api = (metric: string, ...more: readonly string[]) =>
      read("AWS/ApiGateway", metric, "Sum", "ApiName", "shop", ...more);
    assert.deepEqual(await api("Count"), [2]);
    assert.deepEqual(await api("4XXError", "Stage", "test"), [1]);
    assert.deepEqual(await api("5XXError", "Stage", "test"), [1]);
    assert.deepEqual(await api("Count", "Method", "GET", "Resource", "/", "Stage", "test"), [1]);
  });

  it("is in the store once it was collected", async () => {
    const sqs = cloud.client(SQS);
    const { QueueUrl = "" } = await sqs.createQueue({ QueueName: "orders" });
    await sqs.sendMessage({ QueueUrl, MessageBody: "a" });
    cloud.runtime.host.metrics.flush();
    const fork = await cloud.fork();
    const { Metrics = [] } = await fork.client(CloudWatch).listMetrics({ Namespace: "AWS/SQS" });
    assert.ok(Metrics.some(({ MetricName }) => MetricName === "NumberOfMessagesSent"));
    await fork.close();
  });
});
