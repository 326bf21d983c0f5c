import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createTestCloud } from "../../testing/index.ts";

const account = "000000000000";
const principal = {
  kind: "session",
  account,
  roleArn: `arn:aws:iam::${account}:role/nobody`,
  roleId: "AROANOBODY",
  sessionName: "test",
  arn: `arn:aws:sts::${account}:assumed-role/nobody/test`,
  sessionPolicies: [],
} as const;

/** Operation, input, and the action and resource that the caller must be allowed. */
const cases: readonly [operation: string, input: object, action: string, resource: string][] = [
  ["CreateUserPool", { PoolName: "p" }, "cognito-idp:CreateUserPool", "*"],
  [
    "AdminCreateUser",
    { UserPoolId: "us-east-1_x", Username: "bob" },
    "cognito-idp:AdminCreateUser",
    `arn:aws:cognito-idp:us-east-1:${account}:userpool/us-east-1_x`,
  ],
  [
    "ListUsers",
    { UserPoolId: "us-east-1_x" },
    "cognito-idp:ListUsers",
    `arn:aws:cognito-idp:us-east-1:${account}:userpool/us-east-1_x`,
  ],
  [
    "TagResource",
    { ResourceArn: `arn:aws:cognito-idp:us-east-1:${account}:userpool/us-east-1_x`, Tags: { a: "1" } },
    "cognito-idp:TagResource",
    `arn:aws:cognito-idp:us-east-1:${account}:userpool/us-east-1_x`,
  ],
];

describe("Leave to use Cognito", () => {
  for (const [operation, input, action, resource] of cases) {
    it(`${operation} needs ${action}`, async () => {
      const cloud = await createTestCloud();
      try {
        const context = { principal, account, region: "us-east-1" };
        await assert.rejects(
          cloud.runtime.host.bus.callNamed("cognito-idp", operation, input, context),
          (thrown: Error) => {
            assert.equal(thrown.name, "AccessDeniedException");
            assert.ok(thrown.message.includes(`not authorized to perform: ${action} `), thrown.message);
            if (resource !== "*")
              assert.ok(thrown.message.includes(`on resource: ${resource} because`), thrown.message);
            return true;
          },
        );
      } finally {
        await cloud.close();
      }
    });
  }
});
