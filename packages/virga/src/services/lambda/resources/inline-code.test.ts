import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { createTestCloud } from "../../../testing/index.ts";
import { deploy, roleResource } from "../functions.suite.ts";

const node = `
const response = require("cfn-response");
exports.handler = (event, context) => response.send(event, context, event.ResourceProperties.Status, { Answer: "42" }, "thing");
`;

const python = `
import cfnresponse

def handler(event, context):
    cfnresponse.send(event, context, event["ResourceProperties"]["Status"], {"Answer": "42"}, "thing")
`;

function stackOf(Runtime: string, ZipFile: string, Status: string): object {
  const Role = { "Fn::GetAtt": ["Role", "Arn"] };
  const Properties = { Runtime, Handler: "index.handler", Role, Code: { ZipFile }, Timeout: 30 };
  const ServiceToken = { "Fn::GetAtt": ["Provider", "Arn"] };
  return {
    Role: roleResource,
    Provider: { Type: "AWS::Lambda::Function", Properties },
    Thing: { Type: "Custom::Thing", Properties: { ServiceToken, Status } },
  };
}

const outputs = { Answer: { Value: { "Fn::GetAtt": ["Thing", "Answer"] } }, Thing: { Value: { Ref: "Thing" } } };
const pythonIsHere = spawnSync("python3", ["--version"]).status === 0;

describe("Functions in templates answer CloudFormation by its response module", () => {
  for (const [runtime, code, skip] of [
    ["nodejs22.x", node, false],
    ["python3.13", python, pythonIsHere ? false : "there is no python3"],
  ] as const) {
    it(`in ${runtime}`, { skip }, async () => {
      const cloud = await createTestCloud();
      try {
        const made = await deploy(cloud, "s", stackOf(runtime, code, "SUCCESS"), outputs);
        assert.equal(made.StackStatus, "CREATE_COMPLETE", made.StackStatusReason);
        assert.deepEqual(made.Outputs!.map(({ OutputValue }) => OutputValue).sort(), ["42", "thing"]);
        const failed = await deploy(cloud, "t", {
          ...stackOf(runtime, code, "FAILED"),
          Role: { ...roleResource, Properties: { ...roleResource.Properties, RoleName: "other" } },
        });
        assert.match(failed.StackStatus!, /^ROLLBACK_/);
        const { StackEvents } = await cloud.client(CloudFormation).describeStackEvents({ StackName: "t" });
        const reasons = StackEvents!.map(({ ResourceStatusReason }) => ResourceStatusReason ?? "").join("\n");
        assert.match(reasons, /See the details in CloudWatch Log Stream: /);
      } finally {
        await cloud.close();
      }
    });
  }
});
