import assert from "node:assert/strict";
import { IAM } from "@aws-sdk/client-iam";
import { KMS } from "@aws-sdk/client-kms";
import { STS } from "@aws-sdk/client-sts";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

export const account = "000000000000";

/** Credentials of a role's session. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** A cloud with a client of its keys. */
export interface KeyCloud {
  readonly cloud: TestCloud;
  /** As the account's root. */
  readonly kms: KMS;
  /** Makes a symmetric key, with a policy of these statements if there are any, and gives its id. */
  key(...statements: readonly object[]): Promise<string>;
  /** Makes a role that may do what the statements say, and takes it on. */
  role(name: string, ...statements: readonly object[]): Promise<RoleCredentials>;
  /** A client of keys as a role. */
  as(credentials: RoleCredentials): KMS;
}

export async function createKeyCloud(): Promise<KeyCloud> {
  const cloud = await createTestCloud();
  const kms = cloud.client(KMS);
  const iam = cloud.client(IAM);
  const sts = cloud.client(STS);
  const document = (statements: readonly object[]) =>
    JSON.stringify({ Version: "2012-10-17", Statement: statements.map((each) => ({ Effect: "Allow", ...each })) });
  return {
    cloud,
    kms,
    async key(...statements) {
      const Policy = statements.length > 0 ? document(statements) : undefined;
      const { KeyMetadata } = await kms.createKey(Policy === undefined ? {} : { Policy });
      return KeyMetadata!.KeyId!;
    },
    async role(RoleName, ...statements) {
      const trust = document([{ Principal: { AWS: account }, Action: "sts:AssumeRole" }]);
      const { Role } = await iam.createRole({ RoleName, AssumeRolePolicyDocument: trust });
      if (statements.length > 0) {
        await iam.putRolePolicy({ RoleName, PolicyName: "own", PolicyDocument: document(statements) });
      }
      const { Credentials } = await sts.assumeRole({ RoleArn: Role!.Arn!, RoleSessionName: "test" });
      return {
        accessKeyId: Credentials!.AccessKeyId!,
        secretAccessKey: Credentials!.SecretAccessKey!,
        sessionToken: Credentials!.SessionToken!,
      };
    },
    as: (credentials) => cloud.client(KMS, { credentials }),
  };
}

/** What lets the account's own policies decide. */
export const delegation = {
  Sid: "Account",
  Principal: { AWS: `arn:aws:iam::${account}:root` },
  Action: "kms:*",
  Resource: "*",
};

/** The ARN of a role of the cloud's account. */
export function roleArn(name: string): string {
  return `arn:aws:iam::${account}:role/${name}`;
}

/** Expects an AWS error of this name, and perhaps a message. */
export function failure(name: string, message?: RegExp | string) {
  return (thrown: Error) => {
    assert.equal(thrown.name, name, `${thrown.name}: ${thrown.message}`);
    if (typeof message === "string") assert.equal(thrown.message, message);
    else if (message) assert.match(thrown.message, message);
    return true;
  };
}

export const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString("utf8");
