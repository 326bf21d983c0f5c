import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createTestCloud } from "../../testing/index.ts";

const account = "000000000000";
const principal = {
  kind: "session",
  account,
  roleArn: `arn:aws:iam::${account}:role/nobody`,
  roleId: "AROANOBODY",
  sessionName: "test",
  arn: `arn:aws:sts::${account}:assumed-role/nobody/test`,
  sessionPolicies: [],
} as const;

/** Operation, input, and the action and resource that the caller must be allowed. */
const cases: readonly [operation: string, input: object, action: string, resource: string][] = [
  ["ListBuckets", {}, "s3:ListAllMyBuckets", "*"],
  ["CreateBucket", { Bucket: "b" }, "s3:CreateBucket", "arn:aws:s3:::b"],
  ["HeadBucket", { Bucket: "b" }, "s3:ListBucket", "arn:aws:s3:::b"],
  ["ListObjectsV2", { Bucket: "b", Prefix: "p" }, "s3:ListBucket", "arn:aws:s3:::b"],
  ["PutObject", { Bucket: "b", Key: "k/1" }, "s3:PutObject", "arn:aws:s3:::b/k/1"],
  ["GetObject", { Bucket: "b", Key: "k/1" }, "s3:GetObject", "arn:aws:s3:::b/k/1"],
  ["HeadObject", { Bucket: "b", Key: "k/1" }, "s3:GetObject", "arn:aws:s3:::b/k/1"],
  ["CopyObject", { Bucket: "b", Key: "k", CopySource: "from/x" }, "s3:GetObject", "arn:aws:s3:::from/x"],
  ["UploadPart", { Bucket: "b", Key: "k", PartNumber: 1, UploadId: "u" }, "s3:PutObject", "arn:aws:s3:::b/k"],
  ["PutBucketPolicy", { Bucket: "b", Policy: "{}" }, "s3:PutBucketPolicy", "arn:aws:s3:::b"],
  ["GetBucketEncryption", { Bucket: "b" }, "s3:GetEncryptionConfiguration", "arn:aws:s3:::b"],
];

describe("Leave to use S3", () => {
  for (const [operation, input, action, resource] of cases) {
    it(`${operation} needs ${action}`, async () => {
      const cloud = await createTestCloud();
      try {
        const context = { principal, account, region: "us-east-1" };
        await assert.rejects(cloud.runtime.host.bus.callNamed("s3", operation, input, context), (thrown: Error) => {
          assert.equal(thrown.name, "AccessDeniedException");
          assert.ok(thrown.message.includes(`not authorized to perform: ${action} `), thrown.message);
          if (resource !== "*") assert.ok(thrown.message.includes(`on resource: ${resource} because`), thrown.message);
          return true;
        });
      } finally {
        await cloud.close();
      }
    });
  }
});
