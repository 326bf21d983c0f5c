import { AwsError } from "../../kernel/errors.ts";
import { parsePolicyDocument } from "../../kernel/iam/policy-document.ts";
import type { Call } from "../../kernel/service.ts";
import { malformedPolicy, notFound } from "./errors.ts";
import { type KeyName, keyArn } from "./model.ts";

/** The policy of a key that was made without one: the account's own policies decide. */
export function defaultPolicy(account: string): string {
  const statement = {
    Sid: "Enable IAM User Permissions",
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: "kms:*",
    Resource: "*",
  };
  return JSON.stringify({ Version: "2012-10-17", Id: "key-default-1", Statement: [statement] }, undefined, 2);
}

/**
 * The policy of a key that AWS manages for a service: whoever of the account may use the service may use the key through it.
 * https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-cmk
 */
export function managedPolicy({ account, region }: KeyName, service: string): string {
  const through = {
    Sid: `Allow access through ${service} for all principals in the account that are authorized to use ${service}`,
    Effect: "Allow",
    Principal: { AWS: "*" },
    Action: [
      "kms:Encrypt",
      "kms:Decrypt",
      "kms:ReEncrypt*",
      "kms:GenerateDataKey*",
      "kms:CreateGrant",
      "kms:DescribeKey",
    ],
    Resource: "*",
    Condition: {
      StringEquals: { "kms:CallerAccount": account, "kms:ViaService": `${service}.${region}.amazonaws.com` },
    },
  };
  const direct = {
    Sid: "Allow direct access to key metadata to the account",
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: ["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"],
    Resource: "*",
  };
  return JSON.stringify({ Version: "2012-10-17", Id: `auto-${service}-1`, Statement: [through, direct] }, undefined, 2);
}

const largestPolicy = 32_768;

/**
 * Checks a new key policy. Unless told not to, it must let the caller change it again.
 * @throws AwsError MalformedPolicyDocumentException, LimitExceededException
 */
export function checkPolicy(call: Call, key: KeyName, policy: string, bypassLockoutCheck: boolean | undefined): void {
  if (Buffer.byteLength(policy, "utf8") > largestPolicy) {
    throw new AwsError("LimitExceededException", "Policy document size is larger than the limit.");
  }
  parsePolicyDocument(policy, "resource");
  if (bypassLockoutCheck || call.host.iam.mode !== "enforce") return;
  const request = {
    action: "kms:PutKeyPolicy",
    resource: keyArn(key),
    resourcePolicy: policy,
    resourcePolicyDecides: true,
  };
  const { account, region, now } = call;
  try {
    call.host.iam.authorize(call.principal, request, { account, region, now });
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    throw malformedPolicy("The new key policy will not allow you to update the key policy in the future.");
  }
}

/** The only name that a key policy has. */
export const policyName = "default";

/** @throws AwsError NotFoundException */
export function checkPolicyName(name: string | undefined): void {
  if (name !== undefined && name !== policyName) throw notFound("No such policy exists");
}
