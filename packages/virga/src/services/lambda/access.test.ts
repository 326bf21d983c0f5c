import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";
import { account, createFunction, createRole, idle } from "./functions.suite.ts";
import { lambda } from "./index.ts";

const principal = {
  kind: "session",
  account,
  roleArn: `arn:aws:iam::${account}:role/nobody`,
  roleId: "AROANOBODY",
  sessionName: "test",
  arn: `arn:aws:sts::${account}:assumed-role/nobody/test`,
  sessionPolicies: [],
} as const;

const arn = `arn:aws:lambda:us-east-1:${account}:function:f`;
const layer = `arn:aws:lambda:us-east-1:${account}:layer:l`;
const FunctionName = "f";
const statement = { StatementId: "s", Action: "lambda:InvokeFunction", Principal: "*" };
const create = { Runtime: "nodejs22.x", Handler: "a.b", Code: { ZipFile: idle } };
const UUID = "01234567-89ab-cdef-0123-456789abcdef";
const mapping = `arn:aws:lambda:us-east-1:${account}:event-source-mapping:${UUID}`;
const queue = `arn:aws:sqs:us-east-1:${account}:q`;
const Role = `arn:aws:iam::${account}:role/lambda`;

/** Operation, input, and the resource that the caller must be allowed the action of the same name on. */
const cases: readonly [operation: string, input: object, resource: string, action?: string][] = [
  [
    "AddLayerVersionPermission",
    { LayerName: "l", VersionNumber: 1, StatementId: "s", Action: "lambda:GetLayerVersion", Principal: "*" },
    `${layer}:1`,
  ],
  ["AddPermission", { FunctionName, ...statement }, arn],
  ["AddPermission", { FunctionName, Qualifier: "1", ...statement }, `${arn}:1`],
  ["CreateAlias", { FunctionName, Name: "a", FunctionVersion: "1" }, arn],
  ["CreateEventSourceMapping", { FunctionName, EventSourceArn: queue }, "*"],
  ["CreateFunction", { FunctionName, Role, ...create }, arn],
  ["CreateFunctionUrlConfig", { FunctionName, AuthType: "NONE" }, arn],
  ["DeleteAlias", { FunctionName, Name: "a" }, arn],
  ["DeleteEventSourceMapping", { UUID }, mapping],
  ["DeleteFunction", { FunctionName }, arn],
  ["DeleteFunctionConcurrency", { FunctionName }, arn],
  ["DeleteFunctionEventInvokeConfig", { FunctionName }, arn],
  ["DeleteFunctionUrlConfig", { FunctionName }, arn],
  ["DeleteLayerVersion", { LayerName: "l", VersionNumber: 1 }, `${layer}:1`],
  ["DeleteProvisionedConcurrencyConfig", { FunctionName, Qualifier: "1" }, `${arn}:1`],
  ["GetAccountSettings", {}, "*"],
  ["GetAlias", { FunctionName, Name: "a" }, arn],
  ["GetEventSourceMapping", { UUID }, mapping],
  ["GetFunction", { FunctionName: `${arn}:1` }, `${arn}:1`],
  ["GetFunctionCodeSigningConfig", { FunctionName }, arn],
  ["GetFunctionConcurrency", { FunctionName }, arn],
  ["GetFunctionConfiguration", { FunctionName }, arn],
  ["GetFunctionEventInvokeConfig", { FunctionName }, arn],
  ["GetFunctionRecursionConfig", { FunctionName }, arn],
  ["GetFunctionUrlConfig", { FunctionName }, arn],
  ["GetLayerVersion", { LayerName: "l", VersionNumber: 1 }, `${layer}:1`],
  ["GetLayerVersionByArn", { Arn: `${layer}:1` }, `${layer}:1`, "GetLayerVersion"],
  ["GetLayerVersionPolicy", { LayerName: layer, VersionNumber: 1 }, `${layer}:1`],
  ["GetPolicy", { FunctionName }, arn],
  ["GetProvisionedConcurrencyConfig", { FunctionName, Qualifier: "1" }, `${arn}:1`],
  ["GetRuntimeManagementConfig", { FunctionName }, arn],
  ["Invoke", { FunctionName }, arn, "InvokeFunction"],
  ["InvokeAsync", { FunctionName, InvokeArgs: "{}" }, arn],
  ["ListAliases", { FunctionName }, arn],
  ["ListEventSourceMappings", {}, "*"],
  ["ListFunctionEventInvokeConfigs", { FunctionName }, arn],
  ["ListFunctionUrlConfigs", { FunctionName }, arn],
  ["ListFunctions", {}, "*"],
  ["ListLayerVersions", { LayerName: "l" }, "*"],
  ["ListLayers", {}, "*"],
  ["ListProvisionedConcurrencyConfigs", { FunctionName }, arn],
  ["ListTags", { Resource: arn }, arn],
  ["ListVersionsByFunction", { FunctionName }, arn],
  ["PublishLayerVersion", { LayerName: "l", Content: { ZipFile: idle } }, layer],
  ["PublishVersion", { FunctionName }, arn],
  ["PutFunctionConcurrency", { FunctionName, ReservedConcurrentExecutions: 1 }, arn],
  ["PutFunctionEventInvokeConfig", { FunctionName, MaximumRetryAttempts: 1 }, arn],
  ["PutFunctionRecursionConfig", { FunctionName, RecursiveLoop: "Allow" }, arn],
  ["PutProvisionedConcurrencyConfig", { FunctionName, Qualifier: "1", ProvisionedConcurrentExecutions: 1 }, `${arn}:1`],
  ["PutRuntimeManagementConfig", { FunctionName, UpdateRuntimeOn: "Auto" }, arn],
  ["RemoveLayerVersionPermission", { LayerName: "l", VersionNumber: 1, StatementId: "s" }, `${layer}:1`],
  ["RemovePermission", { FunctionName, StatementId: "s" }, arn],
  ["TagResource", { Resource: arn, Tags: { a: "" } }, arn],
  ["UntagResource", { Resource: arn, TagKeys: ["a"] }, arn],
  ["UpdateAlias", { FunctionName, Name: "a" }, arn],
  ["UpdateEventSourceMapping", { UUID }, mapping],
  ["UpdateFunctionCode", { FunctionName, ZipFile: idle }, arn],
  ["UpdateFunctionConfiguration", { FunctionName }, arn],
  ["UpdateFunctionEventInvokeConfig", { FunctionName, MaximumRetryAttempts: 1 }, arn],
  ["UpdateFunctionUrlConfig", { FunctionName }, arn],
];

describe("Leave to use Lambda", () => {
  let cloud: TestCloud;

  before(async () => {
    cloud = await createTestCloud();
    await createRole(cloud);
    await createFunction(cloud, FunctionName);
  });

  after(() => cloud.close());

  const call = (operation: string, input: object, by: typeof principal = principal) =>
    cloud.runtime.host.bus.callNamed("lambda", operation, input, { principal: by, account, region: "us-east-1" });

  for (const [operation, input, resource, action = operation] of cases) {
    it(`${operation} needs lambda:${action} on ${resource}`, async () => {
      const on = resource === "*" ? "" : ` on resource: ${resource}`;
      await assert.rejects(call(operation, input), {
        code: "AccessDeniedException",
        message: `User: ${principal.arn} is not authorized to perform: lambda:${action}${on} because no identity-based policy allows the lambda:${action} action`,
      });
    });
  }

  it("is asked for by every operation", () => {
    const tried = new Set(cases.map(([operation]) => operation));
    assert.deepEqual(
      Object.keys(lambda.operations).filter((name) => !tried.has(name)),
      [],
    );
  });

  it("a role of a function must be passed, and S3 read, by the caller", async () => {
    const narrow = (...actions: string[]) => ({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }],
    });
    const { IAM } = await import("@aws-sdk/client-iam");
    const iam = cloud.client(IAM);
    const grant = (...actions: string[]) =>
      iam.putRolePolicy({ RoleName: "nobody", PolicyName: "p", PolicyDocument: JSON.stringify(narrow(...actions)) });
    await createRole(cloud, "nobody", ["lambda:CreateFunction"]);
    const input = { FunctionName: "g", Role, ...create, Code: { S3Bucket: "bucket", S3Key: "k" } };
    await assert.rejects(
      call("CreateFunction", input),
      /not authorized to perform: iam:PassRole on resource: .*role\/lambda/,
    );
    await grant("lambda:CreateFunction", "iam:PassRole");
    await assert.rejects(call("CreateFunction", input), {
      code: "AccessDeniedException",
      message:
        /^Your access has been denied by S3, please make sure your request credentials have permission to GetObject for bucket\/k\./,
    });
  });
});
