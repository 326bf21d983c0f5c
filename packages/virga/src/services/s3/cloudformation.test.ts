import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { S3 } from "@aws-sdk/client-s3";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

const day = 86_400_000;
const Bucket = "kept-and-ended";
const keyArn = "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555";

describe("AWS::S3::Bucket", () => {
  let cloud: TestCloud;
  let cloudFormation: CloudFormation;
  let s3: S3;

  beforeEach(async () => {
    cloud = await createTestCloud();
    cloudFormation = cloud.client(CloudFormation);
    s3 = cloud.client(S3);
  });

  afterEach(async () => {
    assert.deepEqual(cloud.reports, []);
    await cloud.close();
  });

  async function create(properties: object): Promise<void> {
    const Resources = { Bucket: { Type: "AWS::S3::Bucket", Properties: { BucketName: Bucket, ...properties } } };
    await cloudFormation.createStack({ StackName: "buckets", TemplateBody: JSON.stringify({ Resources }) });
    await cloud.clock.advance(0);
  }

  it("ends the lives of objects by the rules of its lifecycle", async () => {
    await create({ LifecycleConfiguration: { Rules: [{ Status: "Enabled", Prefix: "old/", ExpirationInDays: 1 }] } });
    await s3.putObject({ Bucket, Key: "old/a", Body: "a" });
    await s3.putObject({ Bucket, Key: "new/b", Body: "b" });
    await cloud.clock.advance(3 * day);
    const { Contents } = await s3.listObjectsV2({ Bucket });
    assert.deepEqual(
      Contents?.map(({ Key }) => Key),
      ["new/b"],
    );
  });

  it("describes its encryption and the key it names", async () => {
    const ServerSideEncryptionByDefault = { SSEAlgorithm: "aws:kms", KMSMasterKeyID: keyArn };
    const rule = { BucketKeyEnabled: true, BlockedEncryptionTypes: { EncryptionType: ["SSE-C"] } };
    const ServerSideEncryptionConfiguration = [{ ServerSideEncryptionByDefault, ...rule }];
    await create({ BucketEncryption: { ServerSideEncryptionConfiguration } });
    const { ServerSideEncryptionConfiguration: described } = await s3.getBucketEncryption({ Bucket });
    assert.deepEqual(described?.Rules, [
      { ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault, ...rule },
    ]);
  });

  it("names what it does not know in a rule before anything is created", async () => {
    const Rules = [{ Status: "Enabled", ExpirationInDays: 1, Transitions: [] }];
    const ServerSideEncryptionConfiguration = [{ Cipher: "ROT13" }];
    await assert.rejects(
      create({ LifecycleConfiguration: { Rules }, BucketEncryption: { ServerSideEncryptionConfiguration } }),
      ({ message }: Error) => {
        assert.match(message, /LifecycleConfiguration\.Rules\[0\]\.Transitions is not supported/);
        assert.match(message, /ServerSideEncryptionConfiguration\[0\]\.Cipher is not supported/);
        return true;
      },
    );
    assert.deepEqual((await s3.listBuckets({})).Buckets ?? [], []);
  });
});
