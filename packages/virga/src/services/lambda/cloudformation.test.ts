import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { unzipSync } from "fflate";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";
import { account, deploy, idle, roleResource } from "./functions.suite.ts";

const arn = `arn:aws:lambda:us-east-1:${account}:function:f`;
const FunctionName = "f";

/** A function of a template, with these properties beside or over its own. */
function functionOf(properties: object = {}): object {
  return {
    Type: "AWS::Lambda::Function",
    Properties: {
      FunctionName,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role: { "Fn::GetAtt": ["Role", "Arn"] },
      Code: { ZipFile: "exports.handler = async () => 1;" },
      ...properties,
    },
  };
}

describe("Lambda's resources of CloudFormation", () => {
  let cloud: TestCloud;
  let lambda: Lambda;

  beforeEach(async () => {
    cloud = await createTestCloud();
    lambda = cloud.client(Lambda);
  });

  afterEach(async () => {
    assert.deepEqual(cloud.reports, []);
    await cloud.close();
  });

  /** The files of the function's code. */
  async function filesOf(name = FunctionName): Promise<Record<string, string>> {
    const { Code } = await lambda.getFunction({ FunctionName: name });
    const { body } = await cloud.runtime.handle({
      method: "GET",
      path: new URL(Code!.Location!).pathname,
      rawQuery: "",
      headers: { host: "localhost" },
      body: new Uint8Array(),
      sourceIp: "127.0.0.1",
    });
    const files = unzipSync(body as Uint8Array);
    return Object.fromEntries(Object.entries(files).map(([file, bytes]) => [file, Buffer.from(bytes).toString()]));
  }

  async function statusOf(stack: string): Promise<string | undefined> {
    const { Stacks } = await cloud.client(CloudFormation).describeStacks({ StackName: stack });
    return Stacks?.[0]?.StackStatus;
  }

  it("make functions of code in the template, and change them in place", async () => {
    const before = functionOf({
      Timeout: "10",
      MemorySize: 256,
      Environment: { Variables: { COUNT: 1 } },
      Tags: [{ Key: "a", Value: "1" }],
      ReservedConcurrentExecutions: 5,
      RecursiveLoop: "Allow",
      LoggingConfig: { LogFormat: "JSON" },
    });
    const outputs = { Ref: { Value: { Ref: "F" } }, Arn: { Value: { "Fn::GetAtt": ["F", "Arn"] } } };
    const stack = await deploy(cloud, "s", { Role: roleResource, F: before }, outputs);
    assert.equal(stack.StackStatus, "CREATE_COMPLETE", stack.StackStatusReason);
    assert.deepEqual(stack.Outputs!.map(({ OutputValue }) => OutputValue).sort(), [arn, FunctionName]);
    assert.deepEqual(await filesOf(), { "index.js": "exports.handler = async () => 1;" });
    const made = await lambda.getFunction({ FunctionName });
    assert.deepEqual(
      [made.Configuration!.Timeout, made.Configuration!.Environment],
      [10, { Variables: { COUNT: "1" } }],
    );
    assert.deepEqual([made.Tags?.a, made.Concurrency], ["1", { ReservedConcurrentExecutions: 5 }]);
    const after = functionOf({
      Code: { ZipFile: "exports.handler = async () => 2;" },
      Tags: [{ Key: "b", Value: "2" }],
    });
    assert.equal((await deploy(cloud, "s", { Role: roleResource, F: after })).StackStatus, "UPDATE_COMPLETE");
    assert.deepEqual(await filesOf(), { "index.js": "exports.handler = async () => 2;" });
    const { Configuration, Tags, Concurrency } = await lambda.getFunction({ FunctionName });
    assert.deepEqual(
      [Configuration!.Timeout, Configuration!.Environment, Configuration!.MemorySize],
      [3, undefined, 128],
    );
    assert.deepEqual(Configuration!.LoggingConfig, { LogFormat: "Text", LogGroup: "/aws/lambda/f" });
    assert.deepEqual([Tags?.a, Tags?.b, Concurrency], [undefined, "2", undefined]);
    assert.equal((await lambda.getFunctionRecursionConfig({ FunctionName })).RecursiveLoop, "Terminate");
    await cloud.client(CloudFormation).deleteStack({ StackName: "s" });
    await cloud.clock.advance(60_000);
    await assert.rejects(lambda.getFunction({ FunctionName }), { name: "ResourceNotFoundException" });
  });

  it("put CloudFormation's response module beside code that loads it", async () => {
    const node = functionOf({ Code: { ZipFile: "const r = require('cfn-response');" } });
    const python = functionOf({ FunctionName: "p", Runtime: "python3.13", Code: { ZipFile: "import cfnresponse\n" } });
    await deploy(cloud, "s", { Role: roleResource, F: node, P: python });
    const files = await filesOf();
    assert.deepEqual(Object.keys(files), ["index.js", "cfn-response.js"]);
    assert.match(files["cfn-response.js"]!, /exports\.send/);
    assert.deepEqual(Object.keys(await filesOf("p")), ["index.py", "cfnresponse.py"]);
  });

  it("publish versions, and let aliases move between them", async () => {
    const version = (id: string) => ({
      [id]: { Type: "AWS::Lambda::Version", Properties: { FunctionName: { Ref: "F" } } },
    });
    const alias = (id: string, more: object = {}) => ({
      Type: "AWS::Lambda::Alias",
      Properties: {
        FunctionName: { Ref: "F" },
        FunctionVersion: { "Fn::GetAtt": [id, "Version"] },
        Name: "live",
        ...more,
      },
    });
    const first = { Role: roleResource, F: functionOf(), ...version("V1"), Live: alias("V1") };
    const stack = await deploy(cloud, "s", first, { V: { Value: { Ref: "V1" } }, A: { Value: { Ref: "Live" } } });
    assert.deepEqual(stack.Outputs!.map(({ OutputValue }) => OutputValue).sort(), [`${arn}:1`, `${arn}:live`]);
    const ProvisionedConcurrencyConfig = { ProvisionedConcurrentExecutions: 2 };
    const second = {
      Role: roleResource,
      F: functionOf({ Timeout: 9 }),
      ...version("V2"),
      Live: alias("V2", { ProvisionedConcurrencyConfig }),
    };
    assert.equal((await deploy(cloud, "s", second)).StackStatus, "UPDATE_COMPLETE");
    assert.equal((await lambda.getAlias({ FunctionName, Name: "live" })).FunctionVersion, "2");
    const provisioned = await lambda.getProvisionedConcurrencyConfig({ FunctionName, Qualifier: "live" });
    assert.equal(provisioned.RequestedProvisionedConcurrentExecutions, 2);
    await assert.rejects(lambda.getFunction({ FunctionName, Qualifier: "1" }), { name: "ResourceNotFoundException" });
    const same = { ...second, ...version("V3") };
    assert.equal((await deploy(cloud, "s", same)).StackStatus, "UPDATE_ROLLBACK_COMPLETE");
    assert.equal((await lambda.getFunctionConfiguration({ FunctionName, Qualifier: "live" })).Version, "2");
  });

  it("give leave, configure events and open URLs", async () => {
    const target = { FunctionName: { "Fn::GetAtt": ["F", "Arn"] } };
    const resources = (AuthType: string) => ({
      Role: roleResource,
      F: functionOf(),
      Permission: {
        Type: "AWS::Lambda::Permission",
        Properties: {
          ...target,
          Action: "lambda:InvokeFunction",
          Principal: "sns.amazonaws.com",
          SourceArn: "arn:aws:sns:us-east-1:000000000000:t",
        },
      },
      Config: {
        Type: "AWS::Lambda::EventInvokeConfig",
        Properties: { FunctionName: { Ref: "F" }, Qualifier: "$LATEST", MaximumRetryAttempts: "1" },
      },
      Url: {
        Type: "AWS::Lambda::Url",
        Properties: {
          TargetFunctionArn: { "Fn::GetAtt": ["F", "Arn"] },
          AuthType,
          Cors: { AllowOrigins: ["*"], MaxAge: "5" },
        },
      },
    });
    const outputs = { Url: { Value: { "Fn::GetAtt": ["Url", "FunctionUrl"] } } };
    const stack = await deploy(cloud, "s", resources("NONE"), outputs);
    assert.equal(stack.StackStatus, "CREATE_COMPLETE");
    const { FunctionUrl, Cors } = await lambda.getFunctionUrlConfig({ FunctionName });
    assert.equal(stack.Outputs![0]!.OutputValue, FunctionUrl);
    assert.deepEqual(Cors, { AllowOrigins: ["*"], MaxAge: 5 });
    assert.equal((await lambda.getFunctionEventInvokeConfig({ FunctionName })).MaximumRetryAttempts, 1);
    const policy = JSON.parse((await lambda.getPolicy({ FunctionName })).Policy!) as { Statement: { Sid: string }[] };
    assert.match(policy.Statement[0]!.Sid, /^s-Permission-/);
    assert.equal((await deploy(cloud, "s", resources("AWS_IAM"))).StackStatus, "UPDATE_COMPLETE");
    assert.equal((await lambda.getFunctionUrlConfig({ FunctionName })).AuthType, "AWS_IAM");
    await deploy(cloud, "s", { Role: roleResource, F: functionOf() });
    await assert.rejects(lambda.getFunctionUrlConfig({ FunctionName }), { name: "ResourceNotFoundException" });
    await assert.rejects(lambda.getPolicy({ FunctionName }), { name: "ResourceNotFoundException" });
  });

  it("publish layers from assets, and share them", async () => {
    const s3 = cloud.client(S3);
    await s3.createBucket({ Bucket: "assets" });
    await s3.putObject({ Bucket: "assets", Key: "layer.zip", Body: idle });
    const layer = (Description: string) => ({
      Layer: {
        Type: "AWS::Lambda::LayerVersion",
        Properties: { LayerName: "l", Description, Content: { S3Bucket: "assets", S3Key: "layer.zip" } },
      },
      Shared: {
        Type: "AWS::Lambda::LayerVersionPermission",
        Properties: { Action: "lambda:GetLayerVersion", LayerVersionArn: { Ref: "Layer" }, Principal: "111111111111" },
      },
    });
    const all = (description: string) => ({
      Role: roleResource,
      ...layer(description),
      F: functionOf({ Code: { S3Bucket: "assets", S3Key: "layer.zip" }, Layers: [{ Ref: "Layer" }] }),
    });
    assert.equal((await deploy(cloud, "s", all("one"))).StackStatus, "CREATE_COMPLETE");
    const one = `arn:aws:lambda:us-east-1:${account}:layer:l:1`;
    assert.equal((await lambda.getFunctionConfiguration({ FunctionName })).Layers![0]!.Arn, one);
    assert.match((await lambda.getLayerVersionPolicy({ LayerName: "l", VersionNumber: 1 })).Policy!, /111111111111/);
    assert.equal((await deploy(cloud, "s", all("two"))).StackStatus, "UPDATE_COMPLETE");
    assert.match((await lambda.getFunctionConfiguration({ FunctionName })).Layers![0]!.Arn!, /:l:2$/);
    await assert.rejects(lambda.getLayerVersion({ LayerName: "l", VersionNumber: 1 }), {
      name: "ResourceNotFoundException",
    });
  });

  it("are refused by name before anything is created, where nothing can honour them", async () => {
    for (const [properties, message] of [
      [{ FileSystemConfigs: [] }, /FileSystemConfigs/],
      [{ Runtime: "java21", Code: { S3Bucket: "b", S3Key: "k" } }, /the runtime java21/],
      [{ PackageType: "Image" }, /the package type Image/],
      [{ Runtime: "provided.al2023" }, /ZipFile can only be used/],
    ] as const) {
      await assert.rejects(deploy(cloud, "refused", { Role: roleResource, F: functionOf(properties) }), message);
    }
    assert.equal(await statusOf("refused").catch(() => undefined), undefined);
  });
});
