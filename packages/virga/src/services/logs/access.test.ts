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
  [
    "CreateLogGroup",
    { logGroupName: "/g" },
    "logs:CreateLogGroup",
    `arn:aws:logs:us-east-1:${account}:log-group:/g:log-stream:`,
  ],
  [
    "PutLogEvents",
    { logGroupName: "/g", logStreamName: "s", logEvents: [{ timestamp: 1, message: "x" }] },
    "logs:PutLogEvents",
    `arn:aws:logs:us-east-1:${account}:log-group:/g:log-stream:s`,
  ],
  [
    "FilterLogEvents",
    { logGroupName: "/g" },
    "logs:FilterLogEvents",
    `arn:aws:logs:us-east-1:${account}:log-group:/g:log-stream:`,
  ],
  ["DescribeLogGroups", {}, "logs:DescribeLogGroups", `arn:aws:logs:us-east-1:${account}:log-group::log-stream:`],
  ["PutResourcePolicy", { policyName: "p", policyDocument: "{}" }, "logs:PutResourcePolicy", "*"],
];

describe("Leave to use CloudWatch Logs", () => {
  for (const [operation, input, action, resource] of cases) {
    it(`${operation} needs ${action}`, async () => {
      const cloud = await createTestCloud();
      try {
        const context = { principal, account, region: "us-east-1" };
        await assert.rejects(cloud.runtime.host.bus.callNamed("logs", operation, input, context), (thrown: Error) => {
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
