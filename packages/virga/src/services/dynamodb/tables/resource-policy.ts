import { AwsError } from "../../../kernel/errors.ts";
import { parsePolicyDocument } from "../../../kernel/iam/policy-document.ts";
import { validationError } from "../errors.ts";

const largestPolicy = 20 * 1024;

/** Checks that a text is a policy that IAM can read, of the size that DynamoDB takes. */
export function checkPolicyDocument(document: string): void {
  if (Buffer.byteLength(document) > largestPolicy) {
    throw validationError(`Resource policy size exceeds the limit of ${largestPolicy} bytes`);
  }
  try {
    parsePolicyDocument(document, "resource");
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    throw validationError(`The policy document is malformed or invalid: ${thrown.message}`);
  }
}
