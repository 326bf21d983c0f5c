import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { IAM } from "@aws-sdk/client-iam";
import { Kinesis } from "@aws-sdk/client-kinesis";
import { Lambda } from "@aws-sdk/client-lambda";
import { STS } from "@aws-sdk/client-sts";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

describe("Kinesis clients over a socket", () => {
  let cloud: TestCloud;
  let endpoint: string;
  const StreamName = "visits";

  before(async () => {
    cloud = await createTestCloud();
    endpoint = await cloud.listen();
    await cloud.client(Kinesis).createStream({ StreamName, StreamModeDetails: { StreamMode: "ON_DEMAND" } });
  });

  after(() => cloud.close());

  const client = (options: object = {}) =>
    new Kinesis({
      region: "us-east-1",
      endpoint,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      maxAttempts: 1,
      ...options,
    });

  it("speak HTTP/2 unless told otherwise, and are answered", async () => {
    const kinesis = client();
    const overHttp1 = { requestHandler: new Lambda({ region: "us-east-1" }).config.requestHandler };
    const kinds = [client(overHttp1), kinesis];
    assert.equal(kinesis.config.requestHandler.metadata?.handlerProtocol, "h2");
    for (const kind of kinds) {
      const { Records = [] } = await kind.putRecords({
        StreamName,
        Records: [{ Data: Buffer.from("x".repeat(900_000)), PartitionKey: "a" }],
      });
      assert.equal(Records[0]!.ErrorCode, undefined);
      const { StreamDescriptionSummary } = await kind.describeStreamSummary({ StreamName });
      assert.equal(StreamDescriptionSummary!.OpenShardCount, 4);
      kind.destroy();
    }
  });

  it("get errors", async () => {
    const kinesis = client();
    await assert.rejects(kinesis.describeStream({ StreamName: "missing" }), { name: "ResourceNotFoundException" });
    await assert.rejects(kinesis.createStream({ StreamName: "" }), { name: "ValidationException" });
    kinesis.destroy();
  });

  it("are known by their role's session, and their signatures are checked", async () => {
    const iam = cloud.client(IAM);
    const trust = [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }];
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: trust });
    const { Role } = await iam.createRole({ RoleName: "reader", AssumeRolePolicyDocument });
    const allowed = [{ Effect: "Allow", Action: "kinesis:ListStreams", Resource: "*" }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: allowed });
    await iam.putRolePolicy({ RoleName: "reader", PolicyName: "list", PolicyDocument });
    const { Credentials } = await cloud.client(STS).assumeRole({ RoleArn: Role!.Arn, RoleSessionName: "test" });
    const credentials = {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    };
    const reader = client({ credentials });
    assert.deepEqual((await reader.listStreams()).StreamNames, [StreamName]);
    await assert.rejects(reader.describeStream({ StreamName }), { name: "AccessDeniedException" });
    reader.destroy();
    const impostor = client({ credentials: { ...credentials, secretAccessKey: "guessed" } });
    await assert.rejects(impostor.listStreams(), { name: "InvalidSignatureException" });
    impostor.destroy();
  });

  it("may make many calls at a time, whatever others do on the port", async () => {
    const kinesis = client();
    const rubbish = connect(Number(new URL(endpoint).port), "127.0.0.1");
    rubbish.on("error", () => {});
    rubbish.write(`PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${"rubbish".repeat(100)}`);
    const put = () => kinesis.putRecord({ StreamName, PartitionKey: "a", Data: Buffer.from("x") });
    const answers = await Promise.all(Array.from({ length: 300 }, put));
    assert.equal(new Set(answers.map(({ SequenceNumber }) => SequenceNumber)).size, 300);
    kinesis.destroy();
    rubbish.destroy();
  });
});
