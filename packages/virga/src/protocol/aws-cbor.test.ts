import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { createTestCloud, type TestCloud } from "../testing/index.ts";
import { CborTag, decodeCbor, encodeCbor } from "./cbor.ts";

const type = "application/x-amz-cbor-1.1";
const shard = "shardId-000000000000";

interface Answer {
  readonly status: number;
  readonly type: unknown;
  readonly document: Record<string, unknown>;
}

describe("AWS JSON in CBOR", () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await createTestCloud();
    await send("CreateStream", { StreamName: "visits", ShardCount: 1 });
  });

  afterEach(() => cloud.close());

  function request(operation: string, body: Uint8Array) {
    const authorization =
      "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=0";
    const target = `Kinesis_20131202.${operation}`;
    const headers = { host: "localhost", authorization, "x-amz-date": "20260101T000000Z", "x-amz-target": target };
    return {
      method: "POST",
      path: "/",
      rawQuery: "",
      headers: { ...headers, "content-type": type },
      body,
      sourceIp: "127.0.0.1",
    };
  }

  async function send(operation: string, input: object | Uint8Array): Promise<Answer> {
    const bytes = input instanceof Uint8Array ? input : encodeCbor(input);
    const { status, headers, body } = await cloud.runtime.handle(request(operation, bytes));
    const document = body.length === 0 ? {} : (decodeCbor(body as Uint8Array) as Record<string, unknown>);
    return { status, type: headers["content-type"], document };
  }

  async function read(position: object): Promise<Answer> {
    const { document } = await send("GetShardIterator", { StreamName: "visits", ShardId: shard, ...position });
    return send("GetRecords", { ShardIterator: document.ShardIterator });
  }

  it("has blobs as byte strings and timestamps as milliseconds with tag 1, in operations on plain JSON, too", async () => {
    const Data = Uint8Array.from([0, 255, 128]);
    await cloud.clock.advance(1);
    const put = await send("PutRecord", { StreamName: "visits", Data, PartitionKey: "pä" });
    assert.deepEqual([put.status, put.type, put.document.ShardId], [200, type, shard]);
    const record = {
      SequenceNumber: put.document.SequenceNumber,
      ApproximateArrivalTimestamp: new CborTag(1, cloud.clock.now()),
      Data: Buffer.from(Data),
      PartitionKey: "pä",
    };
    const { document, type: answered } = await read({ ShardIteratorType: "TRIM_HORIZON" });
    const [found] = document.Records as Record<string, unknown>[];
    assert.deepEqual([{ ...found, Data: Buffer.from(found!.Data as Uint8Array) }, answered], [record, type]);
    const { document: many } = await send("PutRecords", {
      StreamName: "visits",
      Records: [
        { Data, PartitionKey: "a" },
        { Data, PartitionKey: "b" },
      ],
    });
    assert.deepEqual([many.FailedRecordCount, (many.Records as object[]).length], [0, 2]);
    const described = await send("DescribeStreamSummary", { StreamName: "visits" });
    const summary = described.document.StreamDescriptionSummary as Record<string, unknown>;
    assert.deepEqual(summary.StreamCreationTimestamp, new CborTag(1, Date.UTC(2026, 0, 1)));
  });

  it("takes timestamps in milliseconds, with a tag or without", async () => {
    await send("PutRecord", { StreamName: "visits", Data: Buffer.from("old"), PartitionKey: "a" });
    await cloud.clock.advance(1_500);
    await send("PutRecord", { StreamName: "visits", Data: Buffer.from("new"), PartitionKey: "a" });
    const now = cloud.clock.now();
    for (const Timestamp of [new CborTag(1, now), now]) {
      const { document } = await read({ ShardIteratorType: "AT_TIMESTAMP", Timestamp });
      assert.equal((document.Records as object[]).length, 1);
    }
  });

  it("answers operations without output with nothing", async () => {
    const { status, document } = await send("AddTagsToStream", { StreamName: "visits", Tags: { a: "b" } });
    assert.deepEqual([status, document], [200, {}]);
  });

  it("has errors in CBOR", async () => {
    const missing = await send("DescribeStream", { StreamName: "missing" });
    assert.deepEqual(missing, {
      status: 400,
      type,
      document: {
        __type: "ResourceNotFoundException",
        message: "Stream missing under account 000000000000 not found.",
      },
    });
    const cases = [
      ["PutRecord", { StreamName: "visits", Data: "text", PartitionKey: "a" }, "SerializationException"],
      ["PutRecord", { StreamName: "visits", Data: Buffer.from("a"), PartitionKey: "" }, "ValidationException"],
      ["PutRecords", { StreamName: "visits" }, "ValidationException"],
      ["PutRecord", Buffer.from([0xff]), "SerializationException"],
      ["PutRecord", Buffer.from("{}"), "SerializationException"],
      ["Nothing", {}, "UnknownOperationException"],
    ] as const;
    for (const [operation, input, code] of cases) {
      const answer = await send(operation, input);
      assert.deepEqual([answer.document.__type, answer.type], [code, type], operation);
    }
  });

  it("has the events of a stream in CBOR", async () => {
    const { document: summary } = await send("DescribeStreamSummary", { StreamName: "visits" });
    const { StreamARN } = summary.StreamDescriptionSummary as { readonly StreamARN: string };
    const { document } = await send("RegisterStreamConsumer", { StreamARN, ConsumerName: "reader" });
    const { ConsumerARN } = document.Consumer as { readonly ConsumerARN: string };
    await send("PutRecord", { StreamName: "visits", Data: Buffer.from("a"), PartitionKey: "a" });
    const input = { ConsumerARN, ShardId: shard, StartingPosition: { Type: "TRIM_HORIZON" } };
    const answer = await cloud.runtime.answer(request("SubscribeToShard", encodeCbor(input)));
    assert.ok("pieces" in answer);
    assert.equal(answer.headers["content-type"], "application/vnd.amazon.eventstream");
    const pieces = answer.pieces[Symbol.asyncIterator]();
    const payload = async () => {
      const message = Buffer.from((await pieces.next()).value as Uint8Array);
      return decodeCbor(message.subarray(12 + message.readUInt32BE(4), -4));
    };
    assert.deepEqual(await payload(), {});
    const { Records } = (await payload()) as { readonly Records: readonly Record<string, unknown>[] };
    assert.deepEqual(Buffer.from(Records[0]!.Data as Uint8Array).toString(), "a");
    await pieces.return?.();
  });
});
