import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { createQueueCloud, fifo, type QueueCloud } from "./sqs.suite.ts";

describe("SQS messages", () => {
  let q: QueueCloud;
  let url: string;

  beforeEach(async () => {
    q = await createQueueCloud();
    url = await q.queue("orders");
  });

  afterEach(async () => {
    assert.deepEqual(q.cloud.reports, []);
    await q.cloud.close();
  });

  it("come with AWS's checksums and system attributes", async () => {
    const sent = await q.sqs.sendMessage({
      QueueUrl: url,
      MessageBody: "msg",
      MessageAttributes: {
        Hello: { DataType: "String", StringValue: "There" },
        General: { DataType: "String", StringValue: "Kenobi" },
        "Help.Me": { DataType: "String", StringValue: "Me" },
      },
      MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: "Root=1" } },
    });
    assert.equal(sent.MD5OfMessageBody, "6e2baaf3b97dbeef01c0043275f9a0e7");
    assert.equal(sent.MD5OfMessageAttributes, "4c360f3fdafd970e05fae2f149d997f5");
    const receive = async (...MessageAttributeNames: string[]) =>
      (await q.sqs.receiveMessage({ QueueUrl: url, MessageAttributeNames, VisibilityTimeout: 0 })).Messages?.[0];
    assert.equal((await receive())?.MessageAttributes, undefined);
    assert.equal((await receive("Hello", "General"))?.MD5OfMessageAttributes, "fca026605781cb4126a1e9044df24232");
    assert.equal((await receive("Hel.*"))?.MD5OfMessageAttributes, "83fee93c1bcd8b9a5a923ffacdc636c7");
    const [message] = await q.receive(url);
    assert.equal(message?.MD5OfMessageAttributes, "4c360f3fdafd970e05fae2f149d997f5");
    assert.deepEqual(message?.Attributes, {
      SenderId: "000000000000",
      ApproximateFirstReceiveTimestamp: "1767225600000",
      ApproximateReceiveCount: "4",
      SentTimestamp: "1767225600000",
      AWSTraceHeader: "Root=1",
    });
  });

  it("hide while they are in flight, and come back", async () => {
    await q.sqs.sendMessage({ QueueUrl: url, MessageBody: "1" });
    const [first] = await q.receive(url);
    assert.deepEqual(await q.bodies(url), []);
    const counts = await q.sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ["All"] });
    assert.equal(counts.Attributes?.ApproximateNumberOfMessagesNotVisible, "1");
    await q.cloud.clock.advance(30_000);
    const [second] = await q.receive(url);
    assert.notEqual(second?.ReceiptHandle, first?.ReceiptHandle);
    await q.sqs.deleteMessage({ QueueUrl: url, ReceiptHandle: first!.ReceiptHandle });
    await q.sqs.changeMessageVisibility({
      QueueUrl: url,
      ReceiptHandle: second!.ReceiptHandle,
      VisibilityTimeout: 0,
    });
    const [third] = await q.receive(url);
    assert.equal(third?.Body, "1", "an old receipt deletes nothing");
    await q.sqs.deleteMessage({ QueueUrl: url, ReceiptHandle: third!.ReceiptHandle });
    await q.cloud.clock.advance(60_000);
    assert.deepEqual(await q.bodies(url), []);
  });

  it("wait for their delay and end with their retention", async () => {
    await q.sqs.sendMessage({ QueueUrl: url, MessageBody: "late", DelaySeconds: 5 });
    assert.deepEqual(await q.bodies(url), []);
    await q.cloud.clock.advance(5000);
    assert.deepEqual(await q.bodies(url, 0), ["late"]);
    await q.cloud.clock.advance(345_600_000);
    assert.deepEqual(await q.bodies(url), []);
    const { Attributes } = await q.sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ["All"] });
    assert.equal(Attributes?.ApproximateNumberOfMessages, "0");
  });

  it("wake those who wait for them", async () => {
    const waiting = q.sqs.receiveMessage({ QueueUrl: url, WaitTimeSeconds: 20 });
    await q.cloud.clock.advance(3000);
    await q.sqs.sendMessage({ QueueUrl: url, MessageBody: "now" });
    assert.equal((await waiting).Messages?.[0]?.Body, "now");
    const again = q.sqs.receiveMessage({ QueueUrl: url, WaitTimeSeconds: 20 });
    const late = q.sqs.receiveMessage({ QueueUrl: url, WaitTimeSeconds: 2 });
    await q.cloud.clock.advance(20_000);
    assert.equal((await late).Messages, undefined);
    assert.equal((await again).Messages, undefined, "the message is in flight for 30 s");
    const visible = q.sqs.receiveMessage({ QueueUrl: url, WaitTimeSeconds: 20 });
    await q.cloud.clock.advance(20_000);
    assert.equal((await visible).Messages?.[0]?.Body, "now");
  });

  it("are refused as AWS refuses them", async () => {
    const send = (input: object) => q.sqs.sendMessage({ QueueUrl: url, MessageBody: "x", ...input });
    await assert.rejects(send({ MessageBody: "\u0001" }), { name: "InvalidMessageContents" });
    await assert.rejects(send({ MessageBody: "x".repeat(1_048_577) }), /must be shorter than 1048576 bytes\./);
    await assert.rejects(send({ MessageDeduplicationId: "1" }), /not valid for this queue type/);
    await assert.rejects(q.sqs.receiveMessage({ QueueUrl: url, MaxNumberOfMessages: 11 }), {
      message: "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.",
    });
    await assert.rejects(q.sqs.deleteMessage({ QueueUrl: url, ReceiptHandle: "abc" }), {
      name: "ReceiptHandleIsInvalid",
      message: 'The input receipt handle "abc" is not a valid receipt handle.',
    });
    const batch = (Entries: { Id: string; MessageBody: string }[]) =>
      q.sqs.sendMessageBatch({ QueueUrl: url, Entries });
    await assert.rejects(batch([]), { name: "EmptyBatchRequest" });
    await assert.rejects(batch(Array.from({ length: 11 }, (_, index) => ({ Id: `${index}`, MessageBody: "x" }))), {
      name: "TooManyEntriesInBatchRequest",
    });
    await assert.rejects(batch([{ Id: "a:b", MessageBody: "x" }]), { name: "InvalidBatchEntryId" });
    const two = ["a", "a"].map((Id) => ({ Id, MessageBody: "x" }));
    await assert.rejects(batch(two), { name: "BatchEntryIdsNotDistinct", message: "Id a repeated." });
    const large = ["a", "b"].map((Id) => ({ Id, MessageBody: "x".repeat(600_000) }));
    await assert.rejects(batch(large), { name: "BatchRequestTooLong" });
    const { Successful, Failed } = await batch([
      { Id: "good", MessageBody: "x" },
      { Id: "bad", MessageBody: "\u0001" },
    ]);
    assert.deepEqual(
      [Successful?.[0]?.Id, Failed?.[0]?.Id, Failed?.[0]?.Code],
      ["good", "bad", "InvalidMessageContents"],
    );
  });

  it("of a FIFO queue are sent once, in order, and lock their group", async () => {
    const ordered = await q.queue("orders.fifo", fifo);
    const send = (MessageGroupId: string, MessageBody: string) =>
      q.sqs.sendMessage({ QueueUrl: ordered, MessageGroupId, MessageBody });
    const first = await send("a", "a1");
    const again = await send("a", "a1");
    assert.equal(again.MessageId, first.MessageId);
    assert.equal(again.SequenceNumber, first.SequenceNumber);
    assert.match(first.SequenceNumber!, /^\d{20}$/);
    await send("a", "a2");
    await send("b", "b1");
    const one = await q.sqs.receiveMessage({ QueueUrl: ordered, MaxNumberOfMessages: 1 });
    assert.deepEqual(await q.bodies(ordered), ["b1"], "a is locked");
    const ReceiptHandle = one.Messages![0]!.ReceiptHandle;
    await q.cloud.clock.advance(30_000);
    await assert.rejects(q.sqs.deleteMessage({ QueueUrl: ordered, ReceiptHandle }), /The receipt handle has expired\./);
    assert.deepEqual(await q.bodies(ordered), ["a1", "a2", "b1"]);
    await q.cloud.clock.advance(270_000);
    assert.notEqual((await send("a", "a1")).MessageId, first.MessageId);
    await assert.rejects(q.sqs.sendMessage({ QueueUrl: ordered, MessageBody: "x" }), {
      message: "The request must contain the parameter MessageGroupId.",
    });
  });

  it("of a FIFO queue are received again with the same attempt id", async () => {
    const ordered = await q.queue("orders.fifo", fifo);
    await q.sqs.sendMessage({ QueueUrl: ordered, MessageGroupId: "a", MessageBody: "1" });
    const receive = () => q.sqs.receiveMessage({ QueueUrl: ordered, ReceiveRequestAttemptId: "attempt" });
    const [first] = (await receive()).Messages!;
    const [again] = (await receive()).Messages!;
    assert.equal(again?.ReceiptHandle, first?.ReceiptHandle);
    await q.sqs.deleteMessage({ QueueUrl: ordered, ReceiptHandle: first!.ReceiptHandle });
    await assert.rejects(receive(), /not valid anymore since the receive call is not retryable/);
  });
});
