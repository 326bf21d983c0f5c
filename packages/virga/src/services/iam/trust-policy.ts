import { parsePolicyDocument } from "../../kernel/iam/policy-document.ts";
import { quotaExceeded } from "./errors.ts";
import { policySize, quotas } from "./model.ts";

/** Checks a trust policy's document and its size. */
export function checkTrustPolicy(document: string): string {
  parsePolicyDocument(document, "trust");
  if (policySize(document) > quotas.trustPolicy) throw quotaExceeded("ACLSizePerRole", quotas.trustPolicy);
  return document;
}
