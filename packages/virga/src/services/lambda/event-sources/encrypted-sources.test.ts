import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { IAM } from "@aws-sdk/client-iam";
import { Kinesis } from "@aws-sdk/client-kinesis";
import { KMS } from "@aws-sdk/client-kms";
import { fails } from "../scripted-functions.suite.ts";
import { MappedCloud } from "./event-sources.suite.ts";

describe("event source mappings of what a KMS key encrypts", () => {
  let mapped: MappedCloud;
  let key: string;

  beforeEach(async () => {
    mapped = await MappedCloud.start();
    key = (await mapped.cloud.client(KMS).createKey({})).KeyMetadata!.Arn!;
  });

  afterEach(() => mapped.close());

  /** Lets the function's role do these things with all keys. */
  function allow(...Action: readonly string[]) {
    const Statement = [{ Effect: "Allow", Action, Resource: "*" }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    return mapped.cloud.client(IAM).putRolePolicy({ RoleName: "lambda", PolicyName: "keys", PolicyDocument });
  }

  it("read a queue when the function's role may decrypt", async () => {
    const { url, arn } = await mapped.queue("q", { KmsMasterKeyId: key });
    await mapped.map(arn);
    await mapped.send(url, ["one"]);
    await mapped.seconds(120);
    assert.deepEqual(mapped.bodies(), []);
    await allow("kms:Decrypt");
    await mapped.seconds(120);
    assert.deepEqual(mapped.bodies(), [["one"]]);
    assert.equal(await mapped.left(url), 0);
  });

  it("tell an encrypted queue what failed when the function's role may make data keys and decrypt", async () => {
    const { url, arn: Destination } = await mapped.queue("failures", { KmsMasterKeyId: key });
    const kinesis = mapped.cloud.client(Kinesis);
    await kinesis.createStream({ StreamName: "s", ShardCount: 1 });
    await kinesis.startStreamEncryption({ StreamName: "s", EncryptionType: "KMS", KeyId: key });
    const { StreamDescriptionSummary: stream } = await kinesis.describeStreamSummary({ StreamName: "s" });
    await allow("kms:Decrypt", "kms:GenerateDataKey");
    mapped.functions.answer = () => fails("no");
    await mapped.map(stream!.StreamARN!, {
      StartingPosition: "TRIM_HORIZON",
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination } },
    });
    await kinesis.putRecord({ StreamName: "s", PartitionKey: "p", Data: Buffer.from("poison") });
    await mapped.seconds(60);
    const { Messages = [] } = await mapped.sqs.receiveMessage({ QueueUrl: url });
    assert.equal(JSON.parse(Messages[0]!.Body!).requestContext.condition, "RetryAttemptsExhausted");
  });
});
