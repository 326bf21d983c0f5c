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
  ["PutParameter", { Name: "/a/b", Value: "x" }, "ssm:PutParameter", `arn:aws:ssm:us-east-1:${account}:parameter/a/b`],
  ["GetParameter", { Name: "plain:3" }, "ssm:GetParameter", `arn:aws:ssm:us-east-1:${account}:parameter/plain`],
  ["GetParameters", { Names: ["/x"] }, "ssm:GetParameters", `arn:aws:ssm:us-east-1:${account}:parameter/x`],
  ["GetParametersByPath", { Path: "/a" }, "ssm:GetParametersByPath", `arn:aws:ssm:us-east-1:${account}:parameter/a`],
  ["DescribeParameters", {}, "ssm:DescribeParameters", `arn:aws:ssm:us-east-1:${account}:*`],
];

describe("Leave to use Parameter Store", () => {
  for (const [operation, input, action, resource] of cases) {
    it(`${operation} needs ${action}`, async () => {
      const cloud = await createTestCloud();
      try {
        const context = { principal, account, region: "us-east-1" };
        await assert.rejects(cloud.runtime.host.bus.callNamed("ssm", operation, input, context), (thrown: Error) => {
          assert.equal(thrown.name, "AccessDeniedException");
          assert.ok(thrown.message.includes(`not authorized to perform: ${action} `), thrown.message);
          if (resource !== "*") assert.ok(thrown.message.includes(`on resource: ${resource} because`), thrown.message);
          return true;
        });
      } finally {
        await cloud.close();
      }
    });
  }
});
