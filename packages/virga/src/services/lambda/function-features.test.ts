import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { Lambda } from "@aws-sdk/client-lambda";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";
import { account, createFunction, createRole } from "./functions.suite.ts";

const FunctionName = "f";
const arn = `arn:aws:lambda:us-east-1:${account}:function:f`;

describe("What belongs to Lambda functions", () => {
  let cloud: TestCloud;
  let lambda: Lambda;

  beforeEach(async () => {
    cloud = await createTestCloud();
    await createRole(cloud);
    lambda = await createFunction(cloud, FunctionName, { Publish: true, Tags: { a: "1" } });
    await lambda.createAlias({ FunctionName, Name: "live", FunctionVersion: "1" });
  });

  afterEach(async () => {
    assert.deepEqual(cloud.reports, []);
    await cloud.close();
  });

  it("are tags", async () => {
    await lambda.tagResource({ Resource: arn, Tags: { b: "2" } });
    await lambda.untagResource({ Resource: arn, TagKeys: ["a"] });
    assert.deepEqual((await lambda.listTags({ Resource: arn })).Tags, { b: "2" });
    assert.deepEqual((await lambda.getFunction({ FunctionName })).Tags, { b: "2" });
    await assert.rejects(lambda.listTags({ Resource: `${arn}:1` }), /permitted on Lambda functions only/);
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`t${index}`, ""]));
    await assert.rejects(lambda.tagResource({ Resource: arn, Tags: many }), {
      name: "InvalidParameterValueException",
      message: "Number of tags exceeds resource tag limit.",
    });
  });

  it("are settings of asynchronous invocation", async () => {
    const none = {
      name: "ResourceNotFoundException",
      message: `The function ${arn}:$LATEST doesn't have an EventInvokeConfig`,
    };
    await assert.rejects(lambda.getFunctionEventInvokeConfig({ FunctionName }), none);
    await assert.rejects(lambda.putFunctionEventInvokeConfig({ FunctionName }), {
      message: "You must specify at least one of error handling or destination setting.",
    });
    const Destination = `arn:aws:sqs:us-east-1:${account}:q`;
    const DestinationConfig = { OnSuccess: {}, OnFailure: { Destination } };
    const put = await lambda.putFunctionEventInvokeConfig({ FunctionName, MaximumRetryAttempts: 0, DestinationConfig });
    const { $metadata: _, ...config } = put;
    assert.deepEqual(config, {
      FunctionArn: `${arn}:$LATEST`,
      LastModified: new Date("2026-01-01T00:00:00Z"),
      MaximumRetryAttempts: 0,
      DestinationConfig,
    });
    await lambda.updateFunctionEventInvokeConfig({ FunctionName, MaximumEventAgeInSeconds: 60 });
    const updated = await lambda.getFunctionEventInvokeConfig({ FunctionName });
    assert.deepEqual(
      [updated.MaximumRetryAttempts, updated.MaximumEventAgeInSeconds, updated.DestinationConfig],
      [0, 60, DestinationConfig],
    );
    await lambda.putFunctionEventInvokeConfig({ FunctionName, Qualifier: "live", MaximumRetryAttempts: 1 });
    const { FunctionEventInvokeConfigs } = await lambda.listFunctionEventInvokeConfigs({ FunctionName });
    assert.equal(FunctionEventInvokeConfigs!.length, 2);
    await assert.rejects(lambda.putFunctionEventInvokeConfig({ FunctionName: "g", MaximumRetryAttempts: 1 }), {
      message: "The function doesn't exist.",
    });
    await assert.rejects(
      lambda.putFunctionEventInvokeConfig({ FunctionName, DestinationConfig: { OnFailure: { Destination: arn } } }),
      { message: "You can't specify the function as a destination for itself." },
    );
    const table = `arn:aws:dynamodb:us-east-1:${account}:table/t`;
    await assert.rejects(
      lambda.putFunctionEventInvokeConfig({ FunctionName, DestinationConfig: { OnSuccess: { Destination: table } } }),
      {
        message: `The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=${table}), onFailure=null) is invalid.`,
      },
    );
    await lambda.deleteFunctionEventInvokeConfig({ FunctionName });
    await assert.rejects(lambda.getFunctionEventInvokeConfig({ FunctionName }), none);
  });

  it("are URLs", async () => {
    const made = await lambda.createFunctionUrlConfig({
      FunctionName,
      AuthType: "NONE",
      Cors: { AllowOrigins: ["*"] },
    });
    assert.match(made.FunctionUrl!, /^http:\/\/[a-z0-9]{32}\.lambda-url\.us-east-1\.localhost(:\d+)?\/$/);
    assert.equal(made.FunctionArn, arn);
    assert.equal(made.InvokeMode, "BUFFERED");
    await assert.rejects(lambda.createFunctionUrlConfig({ FunctionName, AuthType: "NONE" }), {
      name: "ResourceConflictException",
      message: `Failed to create function url config for [functionArn = ${arn}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
    });
    await lambda.updateFunctionUrlConfig({ FunctionName, AuthType: "AWS_IAM" });
    const { AuthType, Cors, FunctionUrl } = await lambda.getFunctionUrlConfig({ FunctionName });
    assert.deepEqual([AuthType, Cors, FunctionUrl], ["AWS_IAM", { AllowOrigins: ["*"] }, made.FunctionUrl]);
    const alias = await lambda.createFunctionUrlConfig({ FunctionName, Qualifier: "live", AuthType: "NONE" });
    assert.equal(alias.FunctionArn, `${arn}:live`);
    assert.equal((await lambda.listFunctionUrlConfigs({ FunctionName })).FunctionUrlConfigs!.length, 2);
    await assert.rejects(lambda.createFunctionUrlConfig({ FunctionName, Qualifier: "none", AuthType: "NONE" }), {
      message: "Function does not exist",
    });
    await assert.rejects(lambda.updateFunctionUrlConfig({ FunctionName, InvokeMode: "RESPONSE_STREAM" }), {
      name: "NotImplemented",
    });
    await lambda.deleteFunctionUrlConfig({ FunctionName });
    await assert.rejects(lambda.getFunctionUrlConfig({ FunctionName }), {
      name: "ResourceNotFoundException",
      message: "The resource you requested does not exist.",
    });
  });

  it("are kept settings of the runtime and of loops", async () => {
    assert.equal((await lambda.getRuntimeManagementConfig({ FunctionName })).UpdateRuntimeOn, "Auto");
    await lambda.putRuntimeManagementConfig({ FunctionName, UpdateRuntimeOn: "FunctionUpdate" });
    assert.equal((await lambda.getRuntimeManagementConfig({ FunctionName })).UpdateRuntimeOn, "FunctionUpdate");
    assert.equal((await lambda.getFunctionRecursionConfig({ FunctionName })).RecursiveLoop, "Terminate");
    await lambda.putFunctionRecursionConfig({ FunctionName, RecursiveLoop: "Allow" });
    assert.equal((await lambda.getFunctionRecursionConfig({ FunctionName })).RecursiveLoop, "Allow");
    const { CodeSigningConfigArn } = await lambda.getFunctionCodeSigningConfig({ FunctionName });
    assert.equal(CodeSigningConfigArn, undefined);
  });
});
