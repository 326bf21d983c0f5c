import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { KMS } from "@aws-sdk/client-kms";
import { SNS } from "@aws-sdk/client-sns";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

describe("Topics that a KMS key encrypts", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await createTestCloud();
  });
  after(() => cloud.close());

  it("take messages as their key lets the publisher", async () => {
    const [sns, kms] = [cloud.client(SNS), cloud.client(KMS)];
    const { KeyMetadata } = await kms.createKey({});
    const KeyId = KeyMetadata!.KeyId!;
    const { TopicArn } = await sns.createTopic({ Name: "guarded", Attributes: { KmsMasterKeyId: KeyId } });
    await sns.publish({ TopicArn, Message: "a" });
    await kms.disableKey({ KeyId });
    await cloud.clock.advance(300_000);
    const disabled = { name: /^KMSDisabled/, message: /is disabled\. \(Service: AWSKMS; / };
    await assert.rejects(sns.publish({ TopicArn, Message: "b" }), disabled);
    const PublishBatchRequestEntries = [{ Id: "1", Message: "b" }];
    await assert.rejects(sns.publishBatch({ TopicArn, PublishBatchRequestEntries }), disabled);
    const { TopicArn: missing } = await sns.createTopic({
      Name: "missing",
      Attributes: { KmsMasterKeyId: "alias/no" },
    });
    await assert.rejects(sns.publish({ TopicArn: missing, Message: "a" }), { name: /^KMSNotFound/ });
  });
});
