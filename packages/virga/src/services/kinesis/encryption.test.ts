import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Kinesis } from "@aws-sdk/client-kinesis";
import { KMS } from "@aws-sdk/client-kms";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

const account = "000000000000";
const root = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "kms:*", Resource: "*" };

describe("Streams that a KMS key encrypts", () => {
  let cloud: TestCloud;
  let kinesis: Kinesis;
  let kms: KMS;
  before(async () => {
    cloud = await createTestCloud();
    kinesis = cloud.client(Kinesis);
    kms = cloud.client(KMS);
  });
  after(() => cloud.close());

  async function encrypted(StreamName: string): Promise<string> {
    const { KeyMetadata } = await kms.createKey({});
    const KeyId = KeyMetadata!.KeyId!;
    await kinesis.createStream({ StreamName, ShardCount: 1 });
    await kinesis.startStreamEncryption({ StreamName, EncryptionType: "KMS", KeyId });
    return KeyId;
  }

  it("need a key that is there", async () => {
    await kinesis.createStream({ StreamName: "keyless", ShardCount: 1 });
    const start = { StreamName: "keyless", EncryptionType: "KMS", KeyId: "alias/missing" } as const;
    await assert.rejects(kinesis.startStreamEncryption(start), { name: "KMSNotFoundException" });
    const { KeyMetadata } = await kms.createKey({});
    const KeyId = KeyMetadata!.KeyId!;
    await kms.disableKey({ KeyId });
    await assert.rejects(kinesis.startStreamEncryption({ ...start, KeyId }), { name: "KMSDisabledException" });
  });

  it("take and give records as their key lets the caller", async () => {
    const KeyId = await encrypted("guarded");
    const record = { StreamName: "guarded", Data: Buffer.from("a"), PartitionKey: "a" };
    assert.equal((await kinesis.putRecord(record)).EncryptionType, "KMS");
    const iterator = async () => {
      const shard = { StreamName: "guarded", ShardId: "shardId-000000000000" };
      return (await kinesis.getShardIterator({ ...shard, ShardIteratorType: "TRIM_HORIZON" })).ShardIterator!;
    };
    assert.equal((await kinesis.getRecords({ ShardIterator: await iterator() })).Records?.length, 1);
    const deny = { ...root, Sid: "Deny", Effect: "Deny", Action: ["kms:Decrypt", "kms:GenerateDataKey"] };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [{ ...root, Sid: "Allow" }, deny] });
    await kms.putKeyPolicy({ KeyId, Policy });
    await kinesis.putRecord(record);
    await cloud.clock.advance(300_000);
    const denied = { name: "KMSAccessDeniedException", message: /explicit deny in a resource-based policy/ };
    await assert.rejects(kinesis.putRecord(record), denied);
    const { Data, PartitionKey } = record;
    await assert.rejects(kinesis.putRecords({ StreamName: "guarded", Records: [{ Data, PartitionKey }] }), denied);
    await assert.rejects(kinesis.getRecords({ ShardIterator: await iterator() }), denied);
  });
});
