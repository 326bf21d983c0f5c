import assert from "node:assert/strict";
import { it } from "node:test";
import { IAM } from "@aws-sdk/client-iam";
import { S3 } from "@aws-sdk/client-s3";
import { SFN } from "@aws-sdk/client-sfn";
import { createTestCloud } from "../../testing/index.ts";

it("A task that uploads text sends its type and checksum, as the SDK for Java does", async () => {
  const cloud = await createTestCloud({ iam: "off" });
  const s3 = cloud.client(S3, { requestChecksumCalculation: "WHEN_REQUIRED" });
  const sfn = cloud.client(SFN);
  await s3.createBucket({ Bucket: "uploads" });
  const Statement = [{ Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" }];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  const { Role } = await cloud.client(IAM).createRole({ RoleName: "uploads", AssumeRolePolicyDocument });
  const run = async (Parameters: object) => {
    const definition = JSON.stringify({
      StartAt: "Put",
      States: { Put: { Type: "Task", Resource: "arn:aws:states:::aws-sdk:s3:putObject", Parameters, End: true } },
    });
    const name = `put-${Object.keys(Parameters).length}`;
    const { stateMachineArn } = await sfn.createStateMachine({ name, roleArn: Role!.Arn!, definition });
    const { executionArn } = await sfn.startExecution({ stateMachineArn });
    await cloud.clock.advance(1_000);
    const { output } = await sfn.describeExecution({ executionArn });
    const head = await s3.headObject({ Bucket: "uploads", Key: "key" });
    return { output: JSON.parse(output!) as Record<string, unknown>, type: head.ContentType };
  };
  const plain = await run({ Bucket: "uploads", Key: "key", Body: "text data" });
  assert.equal(plain.output.ChecksumCRC32, "KUmHvQ==");
  assert.equal(plain.output.ChecksumType, "FULL_OBJECT");
  assert.equal(plain.type, "text/plain; charset=UTF-8");
  const chosen = await run({
    Bucket: "uploads",
    Key: "key",
    Body: "text data",
    ChecksumAlgorithm: "SHA1",
    ContentType: "text/html",
  });
  assert.equal(typeof chosen.output.ChecksumSHA1, "string");
  assert.equal(chosen.type, "text/html");
  assert.deepEqual(cloud.reports, []);
  await cloud.close();
});
