import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Failure } from "./clinical-stream.suite.ts";
import { freePort, PlatformProcess } from "./platform-process.suite.ts";

const count = 400;
/** Each of a patient of its own. Every hundredth is none. */
const records = Array.from({ length: count }, (_, index) => ({
  PartitionKey: String(index),
  Data: Buffer.from(index % 100 === 50 ? "poison" : JSON.stringify({ resourceType: "Patient", id: String(index) })),
}));
const poisonous = count / 100;

describe("a clinical stream that is killed and started again", { timeout: 300_000 }, () => {
  const data = mkdtempSync(join(tmpdir(), "clinical-stream-"));
  let platform: PlatformProcess;

  before(async () => {
    platform = new PlatformProcess(await freePort(), data);
    await platform.start();
  });

  after(async () => {
    await platform?.kill();
    rmSync(data, { recursive: true, force: true });
  });

  async function written(): Promise<Set<string>> {
    const found = new Set<string>();
    const TableName = platform.outputs.ResourceTableName;
    for await (const { Items = [] } of paginateScan({ client: platform.client(DynamoDBClient) }, { TableName })) {
      for (const { reference } of Items) found.add(reference!.S!);
    }
    return found;
  }

  async function writtenAtLeast(least: number): Promise<void> {
    while ((await written()).size < least) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  it("has lost no record: each is in the table, or in the failure queue", async () => {
    const { StreamName, FailureQueueUrl: QueueUrl } = platform.outputs;
    const put = new PutRecordsCommand({ StreamName, Records: records });
    const { Records: entries = [] } = await platform.client(KinesisClient).send(put);
    const numbers = entries.map(({ SequenceNumber }) => SequenceNumber!);
    for (const share of [0.1, 0.5]) {
      await writtenAtLeast(share * count);
      await platform.kill();
      await platform.start();
    }
    await writtenAtLeast(count - poisonous);
    assert.equal((await written()).size, count - poisonous);
    const failed = new Set<string>();
    while (failed.size < poisonous) {
      const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
      const { Messages = [] } = await platform.client(SQSClient).send(receive);
      for (const { Body = "" } of Messages) {
        failed.add((JSON.parse(Body) as Failure).KinesisBatchInfo.startSequenceNumber);
      }
    }
    assert.deepEqual(failed, new Set([50, 150, 250, 350].map((index) => numbers[index])));
  });
});
