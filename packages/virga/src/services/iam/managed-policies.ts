import { parsePolicyDocument } from "../../kernel/iam/policy-document.ts";
import { notChangeable, policyNotFound, quotaExceeded, versionNotFound } from "./errors.ts";
import { type ManagedPolicy, type PolicyVersion, policySize, quotas } from "./model.ts";
import type { IamState } from "./state.ts";

/** A policy of the account or of AWS, or AWS's error. */
export function readablePolicy(state: IamState, arn: string): ManagedPolicy {
  const policy = state.findPolicy(arn);
  if (!policy) throw policyNotFound(arn);
  return policy;
}

/** A policy that the account may change. */
export function ownPolicy(state: IamState, account: string, arn: string): ManagedPolicy {
  const policy = readablePolicy(state, arn);
  if (policy.account === "aws") throw notChangeable(arn);
  if (policy.account !== account) throw policyNotFound(arn);
  return policy;
}

export function versionOf(policy: ManagedPolicy, id: string): PolicyVersion {
  const version = policy.versions.find((each) => each.id === id);
  if (!version) throw versionNotFound(policy.arn, id);
  return version;
}

/** Checks a managed policy's document and its size. */
export function checkManagedPolicy(document: string): string {
  parsePolicyDocument(document, "identity");
  if (policySize(document) > quotas.managedPolicy) throw quotaExceeded("PolicySize", quotas.managedPolicy);
  return document;
}
