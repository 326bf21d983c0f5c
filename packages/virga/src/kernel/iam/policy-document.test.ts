import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type PolicyKind, parsePolicyDocument } from "./policy-document.ts";

const good = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const trusting = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } };

function document(...statements: object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

describe("a policy document", () => {
  const accepted: [kind: PolicyKind, text: string][] = [
    ["identity", document(good)],
    ["identity", JSON.stringify({ Statement: good })],
    ["identity", document({ ...good, Sid: "A" }, { ...good, Sid: "B", Resource: ["arn:aws:s3:::b/*", "${aws:x}"] })],
    ["identity", document({ ...good, Condition: { "ForAnyValue:StringLikeIfExists": { "aws:TagKeys": ["a"] } } })],
    ["trust", document(trusting)],
    ["trust", document({ ...trusting, Principal: { AWS: ["111111111111", "arn:aws:iam::111111111111:root", "*"] } })],
    ["resource", document({ ...good, Principal: "*" })],
  ];
  for (const [kind, text] of accepted) {
    it(`is accepted (${kind}): ${text}`, () => assert.ok(parsePolicyDocument(text, kind)));
  }

  const refused: [kind: PolicyKind, text: string, message: string][] = [
    ["identity", "{", "Syntax errors in policy."],
    ["identity", "[]", "Syntax errors in policy."],
    ["identity", document({ ...good, Effect: "allow" }), "Syntax errors in policy."],
    ["identity", document({ ...good, Extra: 1 }), "Syntax errors in policy."],
    ["identity", document(), "Syntax errors in policy."],
    ["identity", document({ ...good, Action: undefined }), "Policy statement must contain actions."],
    ["identity", document({ ...good, Resource: undefined }), "Policy statement must contain resources."],
    ["identity", document({ ...good, Resource: "bucket" }), 'Resource bucket must be in ARN format or "*".'],
    [
      "identity",
      document({ ...good, Action: "GetObject" }),
      "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
    ],
    ["identity", document({ ...good, Action: "a:b:c" }), "Actions/Condition can contain only one colon."],
    ["identity", document({ ...good, Principal: "*" }), "Policy document should not specify a principal."],
    [
      "identity",
      document({ ...good, Sid: "A" }, { ...good, Sid: "A" }),
      "Statement IDs (SID) in a single policy must be unique.",
    ],
    [
      "identity",
      document({ ...good, Condition: { Sometimes: { "a:b": "c" } } }),
      "Invalid Condition type : Sometimes.",
    ],
    ["trust", "{", "This policy contains invalid Json"],
    ["trust", document({ ...trusting, Resource: "*" }), "Has prohibited field Resource"],
    ["trust", document({ ...trusting, Principal: undefined }), "Missing required field Principal"],
    [
      "trust",
      document({ ...trusting, Action: "s3:GetObject" }),
      "AssumeRole policy may only specify STS AssumeRole actions.",
    ],
    ["trust", document({ ...trusting, Principal: { AWS: "nobody" } }), 'Invalid principal in policy: "AWS":"nobody"'],
  ];
  for (const [kind, text, message] of refused) {
    it(`is refused (${kind}): ${text}`, () => {
      assert.throws(() => parsePolicyDocument(text, kind), { code: "MalformedPolicyDocumentException", message });
    });
  }
});
