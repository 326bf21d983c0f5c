import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { createQueueCloud, fifo, type QueueCloud } from "./sqs.suite.ts";

describe("SQS queues", () => {
  let q: QueueCloud;

  beforeEach(async () => {
    q = await createQueueCloud();
  });

  afterEach(async () => {
    assert.deepEqual(q.cloud.reports, []);
    await q.cloud.close();
  });

  it("are made with AWS's defaults", async () => {
    const QueueUrl = await q.queue("orders");
    assert.equal(QueueUrl, "http://localhost:4566/000000000000/orders");
    const { Attributes } = await q.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["All"] });
    assert.deepEqual(Attributes, {
      QueueArn: "arn:aws:sqs:us-east-1:000000000000:orders",
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesNotVisible: "0",
      ApproximateNumberOfMessagesDelayed: "0",
      CreatedTimestamp: "1767225600",
      LastModifiedTimestamp: "1767225600",
      VisibilityTimeout: "30",
      MaximumMessageSize: "1048576",
      MessageRetentionPeriod: "345600",
      DelaySeconds: "0",
      ReceiveMessageWaitTimeSeconds: "0",
      SqsManagedSseEnabled: "true",
    });
  });

  it("are made again only with the same attributes", async () => {
    const url = await q.queue("orders", { DelaySeconds: "1" });
    assert.equal(await q.queue("orders", { DelaySeconds: "1" }), url);
    await assert.rejects(q.queue("orders", { DelaySeconds: "2" }), {
      name: "QueueNameExists",
      message: "A queue already exists with the same name and a different value for attribute DelaySeconds",
    });
    await assert.rejects(q.queue("orders", { FifoQueue: "false" }), { name: "InvalidAttributeName" });
  });

  it("refuse wrong attributes as AWS does", async () => {
    const QueueUrl = await q.queue("orders");
    const set = (Attributes: Record<string, string>) => q.sqs.setQueueAttributes({ QueueUrl, Attributes });
    await assert.rejects(set({ VisibilityTimeout: "43201" }), {
      name: "InvalidAttributeValue",
      message: "Invalid value for the parameter VisibilityTimeout.",
    });
    await assert.rejects(set({ FifoQueue: "true" }), { message: "Unknown Attribute FifoQueue." });
    await assert.rejects(set({ KmsMasterKeyId: "key", SqsManagedSseEnabled: "true" }), /one type of server-side/);
    await assert.rejects(set({ RedrivePolicy: '{"deadLetterTargetArn": "dummy", "maxReceiveCount": 42}' }), {
      message:
        'Value {"deadLetterTargetArn": "dummy", "maxReceiveCount": 42} for parameter RedrivePolicy is invalid. Reason: Invalid value for deadLetterTargetArn.',
    });
    const ordered = await q.queue("orders.fifo", fifo);
    await assert.rejects(q.sqs.setQueueAttributes({ QueueUrl: ordered, Attributes: { FifoQueue: "false" } }), {
      message: "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
    });
  });

  it("keep a deleted queue's name for a minute", async () => {
    const QueueUrl = await q.queue("orders");
    await q.sqs.deleteQueue({ QueueUrl });
    await assert.rejects(q.sqs.getQueueUrl({ QueueName: "orders" }), {
      name: "QueueDoesNotExist",
      message: "The specified queue does not exist.",
    });
    await assert.rejects(q.queue("orders"), { name: "QueueDeletedRecently" });
    await q.cloud.clock.advance(60_000);
    assert.equal(await q.queue("orders"), QueueUrl);
  });

  it("are listed by prefix, in pages", async () => {
    for (const name of ["a1", "a2", "a3", "b1"]) await q.queue(name);
    const first = await q.sqs.listQueues({ QueueNamePrefix: "a", MaxResults: 2 });
    const second = await q.sqs.listQueues({ QueueNamePrefix: "a", MaxResults: 2, NextToken: first.NextToken });
    const names = [...first.QueueUrls!, ...second.QueueUrls!].map((url) => url.split("/").at(-1));
    assert.deepEqual(names, ["a1", "a2", "a3"]);
    assert.equal(second.NextToken, undefined);
  });

  it("carry tags and permissions", async () => {
    const QueueUrl = await q.queue("orders");
    await q.sqs.tagQueue({ QueueUrl, Tags: { team: "a", stage: "b" } });
    await q.sqs.untagQueue({ QueueUrl, TagKeys: ["stage"] });
    assert.deepEqual((await q.sqs.listQueueTags({ QueueUrl })).Tags, { team: "a" });
    const permission = { QueueUrl, Label: "other", AWSAccountIds: ["111111111111"], Actions: ["ReceiveMessage"] };
    await q.sqs.addPermission(permission);
    await assert.rejects(q.sqs.addPermission(permission), {
      message: "Value other for parameter Label is invalid. Reason: Already exists.",
    });
    const { Attributes } = await q.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["Policy"] });
    assert.deepEqual(JSON.parse(Attributes!.Policy!).Statement, [
      {
        Sid: "other",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::111111111111:root" },
        Action: "SQS:ReceiveMessage",
        Resource: "arn:aws:sqs:us-east-1:000000000000:orders",
      },
    ]);
    await q.sqs.removePermission({ QueueUrl, Label: "other" });
    assert.equal((await q.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["Policy"] })).Attributes, undefined);
  });

  it("are purged once a minute", async () => {
    const QueueUrl = await q.queue("orders");
    await q.sqs.sendMessage({ QueueUrl, MessageBody: "1" });
    await q.sqs.purgeQueue({ QueueUrl });
    assert.deepEqual(await q.bodies(QueueUrl), []);
    await assert.rejects(q.sqs.purgeQueue({ QueueUrl }), {
      name: "PurgeQueueInProgress",
      message: "Only one PurgeQueue operation on orders is allowed every 60 seconds.",
    });
    await q.cloud.clock.advance(60_000);
    await q.sqs.purgeQueue({ QueueUrl });
  });

  it("speak the older Query protocol, in XML and in JSON", async () => {
    const QueueUrl = await q.queue("orders");
    const send = (form: string, accept = "text/xml") =>
      q.cloud.runtime.handle({
        method: "POST",
        path: "/000000000000/orders",
        rawQuery: "",
        headers: {
          host: "localhost:4566",
          accept,
          "content-type": "application/x-www-form-urlencoded",
          "x-amz-date": "20260101T000000Z",
          authorization:
            "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0",
        },
        body: Buffer.from(form),
        sourceIp: "127.0.0.1",
      });
    const attribute =
      "MessageAttribute.1.Name=a&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=b";
    const sent = await send(`Action=SendMessage&Version=2012-11-05&MessageBody=hello&${attribute}`);
    assert.match(String(sent.body), /<SendMessageResult>.*<MD5OfMessageBody>5d41402abc4b2a76b9719d911017c592</);
    const asJson = await send("Action=SendMessage&MessageBody=hello", "application/json");
    const answer = JSON.parse(String(asJson.body)).SendMessageResponse.SendMessageResult;
    assert.equal(answer.MD5OfMessageBody, "5d41402abc4b2a76b9719d911017c592");
    assert.equal(answer.SequenceNumber, null);
    const messages = await q.receive(QueueUrl);
    assert.deepEqual(messages[0]?.MessageAttributes?.a, { DataType: "String", StringValue: "b" });
    const received = await send("Action=GetQueueAttributes&AttributeName.1=ApproximateNumberOfMessagesNotVisible");
    assert.match(
      String(received.body),
      /<Attribute><Name>ApproximateNumberOfMessagesNotVisible<\/Name><Value>2<\/Value><\/Attribute>/,
    );
    const failed = await send("Action=GetQueueUrl&QueueName=none");
    assert.equal(failed.status, 400);
    assert.match(String(failed.body), /<Code>AWS.SimpleQueueService.NonExistentQueue<\/Code>/);
  });

  it("hand over dead letters and move them back", async () => {
    const dead = await q.queue("dead");
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: "arn:aws:sqs:us-east-1:000000000000:dead",
      maxReceiveCount: 2,
    });
    const orders = await q.queue("orders", { RedrivePolicy, VisibilityTimeout: "1" });
    const { MessageId } = await q.sqs.sendMessage({ QueueUrl: orders, MessageBody: "poison" });
    for (const count of ["1", "2"]) {
      const [message] = await q.receive(orders);
      assert.equal(message?.Attributes?.ApproximateReceiveCount, count);
      await q.cloud.clock.advance(1000);
    }
    assert.deepEqual(await q.receive(orders), []);
    const [letter] = await q.receive(dead, 0);
    assert.equal(letter?.MessageId, MessageId);
    assert.equal(letter?.Attributes?.SentTimestamp, String(Date.UTC(2026, 0, 1)));
    assert.equal(letter?.Attributes?.DeadLetterQueueSourceArn, "arn:aws:sqs:us-east-1:000000000000:orders");
    const { queueUrls } = await q.sqs.listDeadLetterSourceQueues({ QueueUrl: dead });
    assert.deepEqual(queueUrls, [orders]);
    const SourceArn = "arn:aws:sqs:us-east-1:000000000000:dead";
    await q.sqs.startMessageMoveTask({ SourceArn });
    await q.cloud.clock.advance(10);
    const { Results } = await q.sqs.listMessageMoveTasks({ SourceArn });
    assert.equal(Results?.[0]?.Status, "COMPLETED");
    assert.equal(Results?.[0]?.ApproximateNumberOfMessagesMoved, 1);
    assert.deepEqual(await q.bodies(orders), ["poison"]);
    await assert.rejects(q.sqs.startMessageMoveTask({ SourceArn: "arn:aws:sqs:us-east-1:000000000000:orders" }), {
      message: "Source queue must be configured as a Dead Letter Queue.",
    });
  });

  it("move dead letters at the rate that was asked for, until cancelled", async () => {
    const dead = await q.queue("dead");
    const deadLetterTargetArn = "arn:aws:sqs:us-east-1:000000000000:dead";
    await q.queue("orders", { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 }) });
    const target = await q.queue("target");
    for (const body of ["1", "2", "3"]) await q.sqs.sendMessage({ QueueUrl: dead, MessageBody: body });
    const { TaskHandle } = await q.sqs.startMessageMoveTask({
      SourceArn: deadLetterTargetArn,
      DestinationArn: "arn:aws:sqs:us-east-1:000000000000:target",
      MaxNumberOfMessagesPerSecond: 1,
    });
    await q.cloud.clock.advance(2000);
    assert.deepEqual(await q.bodies(target), ["1", "2"]);
    assert.equal((await q.sqs.cancelMessageMoveTask({ TaskHandle })).ApproximateNumberOfMessagesMoved, 2);
    await q.cloud.clock.advance(5000);
    const { Results } = await q.sqs.listMessageMoveTasks({ SourceArn: deadLetterTargetArn });
    assert.equal(Results?.[0]?.Status, "CANCELLED");
    assert.deepEqual(await q.bodies(dead), ["3"]);
  });
});
