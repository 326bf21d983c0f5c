import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { IAM } from "@aws-sdk/client-iam";
import { KMS } from "@aws-sdk/client-kms";
import { SQS } from "@aws-sdk/client-sqs";
import { STS } from "@aws-sdk/client-sts";
import { createQueueCloud, type QueueCloud } from "./sqs.suite.ts";

const account = "000000000000";
const minute = 60_000;

describe("Queues that a KMS key encrypts", () => {
  let queues: QueueCloud;
  let kms: KMS;
  before(async () => {
    queues = await createQueueCloud();
    kms = queues.cloud.client(KMS);
  });
  after(() => queues.cloud.close());

  async function key(): Promise<string> {
    return (await kms.createKey({})).KeyMetadata!.KeyId!;
  }

  /** A client as a role that may use all queues, and do these things with all keys. */
  async function as(RoleName: string, ...keyActions: readonly string[]): Promise<SQS> {
    const iam = queues.cloud.client(IAM);
    const document = (statement: object) =>
      JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
    const trust = document({ Principal: { AWS: account }, Action: "sts:AssumeRole" });
    const { Role } = await iam.createRole({ RoleName, AssumeRolePolicyDocument: trust });
    const PolicyDocument = document({ Action: ["sqs:*", ...keyActions], Resource: "*" });
    await iam.putRolePolicy({ RoleName, PolicyName: "own", PolicyDocument });
    const session = { RoleArn: Role!.Arn!, RoleSessionName: "test" };
    const { Credentials } = await queues.cloud.client(STS).assumeRole(session);
    const credentials = {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    };
    return queues.cloud.client(SQS, { credentials });
  }

  it("take messages from those who may make data keys and decrypt them, and give them to those who may decrypt", async () => {
    const QueueUrl = await queues.queue("guarded", { KmsMasterKeyId: await key() });
    const send = { QueueUrl, MessageBody: "hello" };
    const nobody = await as("queue-only");
    await assert.rejects(nobody.sendMessage(send), (thrown: Error) => {
      assert.equal(thrown.name, "KmsAccessDenied");
      assert.match(
        thrown.message,
        /^User: arn:aws:sts::000000000000:assumed-role\/queue-only\/test is not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:us-east-1:000000000000:key\/[0-9a-f-]+ because no identity-based policy allows the kms:GenerateDataKey action \(Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; Request ID: [0-9a-f-]+; Proxy: null\)$/,
      );
      return true;
    });
    const half = await as("no-decryption", "kms:GenerateDataKey");
    await assert.rejects(half.sendMessage(send), { name: "KmsAccessDenied", message: /kms:Decrypt on resource/ });
    const producer = await as("producer", "kms:GenerateDataKey", "kms:Decrypt");
    await producer.sendMessage(send);
    await producer.sendMessageBatch({ QueueUrl, Entries: [{ Id: "1", MessageBody: "again" }] });
    await assert.rejects(nobody.receiveMessage({ QueueUrl }), { name: "KmsAccessDenied", message: /kms:Decrypt/ });
    const consumer = await as("consumer", "kms:Decrypt");
    const { Messages } = await consumer.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
    assert.equal(Messages?.length, 2);
  });

  it("ask the key again only when the reuse period is over", async () => {
    const KeyId = await key();
    const QueueUrl = await queues.queue("reused", { KmsMasterKeyId: KeyId, KmsDataKeyReusePeriodSeconds: "60" });
    const calls = () =>
      queues.cloud
        .traces()
        .flatMap(({ spans }) => spans)
        .filter(({ name }) => name.startsWith("kms.Generate")).length;
    const before = calls();
    await queues.sqs.sendMessage({ QueueUrl, MessageBody: "1" });
    await kms.disableKey({ KeyId });
    await queues.sqs.sendMessage({ QueueUrl, MessageBody: "2" });
    assert.equal(calls(), before + 1);
    await queues.cloud.clock.advance(minute);
    await assert.rejects(queues.sqs.sendMessage({ QueueUrl, MessageBody: "3" }), {
      name: "KmsDisabled",
      message: /^arn:aws:kms:us-east-1:000000000000:key\/[0-9a-f-]+ is disabled\. \(Service: AWSKMS; /,
    });
  });

  it("say what is wrong with their key", async () => {
    const send = (QueueUrl: string) => queues.sqs.sendMessage({ QueueUrl, MessageBody: "x" });
    const missing = await queues.queue("missing-key", { KmsMasterKeyId: "alias/missing" });
    await assert.rejects(send(missing), { name: "KmsNotFound" });
    const KeyId = await key();
    const doomed = await queues.queue("doomed-key", { KmsMasterKeyId: KeyId });
    await kms.scheduleKeyDeletion({ KeyId });
    await assert.rejects(send(doomed), { name: "KmsInvalidState", message: /is pending deletion/ });
  });

  it("can use the key that AWS manages, which is for the account's principals and not for services", async () => {
    const QueueUrl = await queues.queue("managed", { KmsMasterKeyId: "alias/aws/sqs" });
    const user = await as("managed-key-user");
    await user.sendMessage({ QueueUrl, MessageBody: "hello" });
    assert.equal((await user.receiveMessage({ QueueUrl })).Messages?.[0]?.Body, "hello");
    const { KeyMetadata } = await kms.describeKey({ KeyId: "alias/aws/sqs" });
    assert.equal(KeyMetadata?.KeyManager, "AWS");
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: "sqs:*", Resource: "*" }],
    });
    await queues.sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy } });
    const principal = { kind: "service", service: "sns.amazonaws.com", sourceAccount: account } as const;
    const context = { principal, account, region: "us-east-1" };
    const { bus } = queues.cloud.runtime.host;
    await assert.rejects(bus.call("sqs", "SendMessage", { QueueUrl, MessageBody: "x" }, context), {
      code: "KmsAccessDenied",
    });
  });
});
