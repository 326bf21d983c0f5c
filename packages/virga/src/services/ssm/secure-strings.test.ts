import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { IAM } from "@aws-sdk/client-iam";
import { KMS } from "@aws-sdk/client-kms";
import { SSM } from "@aws-sdk/client-ssm";
import { STS } from "@aws-sdk/client-sts";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

const account = "000000000000";
const WithDecryption = true;

describe("SecureStrings", () => {
  let cloud: TestCloud;
  let ssm: SSM;
  let kms: KMS;
  before(async () => {
    cloud = await createTestCloud();
    ssm = cloud.client(SSM);
    kms = cloud.client(KMS);
  });
  after(() => cloud.close());

  const put = (Name: string, KeyId: string, Value = "swordfish") =>
    ssm.putParameter({ Name, Value, KeyId, Type: "SecureString", Overwrite: true, Tier: "Intelligent-Tiering" });

  /** A client as a role that may read all parameters, and do these things with all keys. */
  async function as(RoleName: string, ...keyActions: readonly string[]): Promise<SSM> {
    const iam = cloud.client(IAM);
    const document = (statement: object) =>
      JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
    const trust = document({ Principal: { AWS: account }, Action: "sts:AssumeRole" });
    const { Role } = await iam.createRole({ RoleName, AssumeRolePolicyDocument: trust });
    const PolicyDocument = document({ Action: ["ssm:Get*", ...keyActions], Resource: "*" });
    await iam.putRolePolicy({ RoleName, PolicyName: "own", PolicyDocument });
    const session = { RoleArn: Role!.Arn!, RoleSessionName: "test" };
    const { Credentials } = await cloud.client(STS).assumeRole(session);
    const credentials = {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    };
    return cloud.client(SSM, { credentials });
  }

  it("are decrypted for those whom their key lets, standard and advanced ones", async () => {
    const KeyId = (await kms.createKey({})).KeyMetadata!.KeyId!;
    const long = "long".repeat(1500);
    await put("/secrets/standard", KeyId);
    await put("/secrets/advanced", KeyId, long);
    const reader = await as("reader", "kms:Decrypt");
    const { Parameters } = await reader.getParametersByPath({ Path: "/secrets", WithDecryption });
    assert.deepEqual(
      Parameters!.map(({ Value }) => Value),
      [long, "swordfish"],
    );
    const history = await reader.getParameterHistory({ Name: "/secrets/standard", WithDecryption });
    assert.equal(history.Parameters![0]!.Value, "swordfish");
    const nobody = await as("nobody");
    const denied = { name: "AccessDeniedException", message: /not authorized to perform: kms:Decrypt on resource/ };
    await assert.rejects(nobody.getParameter({ Name: "/secrets/standard", WithDecryption }), denied);
    await assert.rejects(nobody.getParameters({ Names: ["/secrets/advanced"], WithDecryption }), denied);
    assert.ok((await nobody.getParameter({ Name: "/secrets/standard" })).Parameter?.Value);
  });

  it("are opened by KMS itself, with the parameter's ARN as context", async () => {
    const KeyId = (await kms.createKey({})).KeyMetadata!.KeyId!;
    await put("open", KeyId);
    const { Parameter } = await ssm.getParameter({ Name: "open" });
    const EncryptionContext = { PARAMETER_ARN: Parameter!.ARN! };
    const CiphertextBlob = Buffer.from(Parameter!.Value!, "base64");
    const { Plaintext } = await kms.decrypt({ CiphertextBlob, EncryptionContext });
    assert.equal(Buffer.from(Plaintext!).toString(), "swordfish");
  });

  it("need a key that is there and enabled", async () => {
    await assert.rejects(put("missing", "alias/missing"), { name: "InvalidKeyId", message: /is not found/ });
    const KeyId = (await kms.createKey({})).KeyMetadata!.KeyId!;
    await put("disabled", KeyId);
    await kms.disableKey({ KeyId });
    await assert.rejects(ssm.getParameter({ Name: "disabled", WithDecryption }), {
      name: "InvalidKeyId",
      message: /is disabled/,
    });
  });
});
