import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { Lambda } from "@aws-sdk/client-lambda";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";
import { account, createFunction, createRole } from "./functions.suite.ts";

const FunctionName = "f";
const arn = `arn:aws:lambda:us-east-1:${account}:function:f`;

describe("Resource policies of Lambda functions", () => {
  let cloud: TestCloud;
  let lambda: Lambda;

  beforeEach(async () => {
    cloud = await createTestCloud();
    await createRole(cloud);
    lambda = await createFunction(cloud, FunctionName, { Publish: true });
    await lambda.createAlias({ FunctionName, Name: "live", FunctionVersion: "1" });
  });

  afterEach(async () => {
    assert.deepEqual(cloud.reports, []);
    await cloud.close();
  });

  it("have statements as AWS writes them", async () => {
    const { Statement } = await lambda.addPermission({
      FunctionName,
      StatementId: "api",
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
      SourceArn: "arn:aws:execute-api:us-east-1:000000000000:a/*",
      SourceAccount: account,
    });
    const api = {
      Sid: "api",
      Effect: "Allow",
      Principal: { Service: "apigateway.amazonaws.com" },
      Action: "lambda:InvokeFunction",
      Resource: arn,
      Condition: {
        StringEquals: { "AWS:SourceAccount": account },
        ArnLike: { "AWS:SourceArn": "arn:aws:execute-api:us-east-1:000000000000:a/*" },
      },
    };
    assert.deepEqual(JSON.parse(Statement!), api);
    const url = { Action: "lambda:InvokeFunctionUrl", Principal: "*", FunctionUrlAuthType: "NONE" } as const;
    await lambda.addPermission({ FunctionName, StatementId: "url", ...url });
    await lambda.addPermission({ FunctionName, StatementId: "other", Action: "lambda:*", Principal: "111111111111" });
    const { Policy, RevisionId } = await lambda.getPolicy({ FunctionName });
    const rest = { Effect: "Allow", Resource: arn };
    assert.deepEqual(JSON.parse(Policy!), {
      Version: "2012-10-17",
      Id: "default",
      Statement: [
        api,
        {
          Sid: "url",
          ...rest,
          Principal: "*",
          Action: "lambda:InvokeFunctionUrl",
          Condition: { StringEquals: { "lambda:FunctionUrlAuthType": "NONE" } },
        },
        { Sid: "other", ...rest, Principal: { AWS: "arn:aws:iam::111111111111:root" }, Action: "lambda:*" },
      ],
    });
    assert.equal((await lambda.getFunctionConfiguration({ FunctionName })).RevisionId, RevisionId);
  });

  it("belong to the function, a version or an alias", async () => {
    const input = { FunctionName, StatementId: "s", Action: "lambda:InvokeFunction", Principal: "s3.amazonaws.com" };
    await lambda.addPermission({ ...input, Qualifier: "live" });
    const { Policy } = await lambda.getPolicy({ FunctionName, Qualifier: "live" });
    assert.equal(JSON.parse(Policy!).Statement[0].Resource, `${arn}:live`);
    await assert.rejects(lambda.getPolicy({ FunctionName }), {
      name: "ResourceNotFoundException",
      message: "The resource you requested does not exist.",
    });
    await lambda.addPermission({ ...input, Qualifier: "1" });
    await assert.rejects(lambda.addPermission({ ...input, Qualifier: "live" }), {
      name: "ResourceConflictException",
      message:
        "The statement id (s) provided already exists. Please provide a new statement id, or remove the existing statement.",
    });
    await assert.rejects(lambda.addPermission({ ...input, Qualifier: "$LATEST" }), {
      message: "We currently do not support adding policies for $LATEST.",
    });
    await assert.rejects(lambda.addPermission({ ...input, Qualifier: "none" }), {
      message: `Cannot find alias arn: ${arn}:none`,
    });
    await assert.rejects(lambda.addPermission({ ...input, FunctionName: "g" }), {
      message: `Function not found: ${arn.slice(0, -1)}g`,
    });
    await assert.rejects(lambda.addPermission({ ...input, StatementId: "t", Principal: "nobody" }), {
      message: "The provided principal was invalid. Please check the principal and try again.",
    });
    await lambda.deleteAlias({ FunctionName, Name: "live" });
    await lambda.createAlias({ FunctionName, Name: "live", FunctionVersion: "1" });
    await assert.rejects(lambda.getPolicy({ FunctionName, Qualifier: "live" }), { name: "ResourceNotFoundException" });
  });

  it("lose statements", async () => {
    const input = { FunctionName, Action: "lambda:InvokeFunction", Principal: "s3.amazonaws.com" };
    await lambda.addPermission({ ...input, StatementId: "a" });
    await assert.rejects(lambda.removePermission({ FunctionName, StatementId: "b" }), {
      message: "Statement b is not found in resource policy.",
    });
    await assert.rejects(lambda.removePermission({ FunctionName, StatementId: "a", RevisionId: "old" }), {
      name: "PreconditionFailedException",
    });
    await lambda.removePermission({ FunctionName, StatementId: "a" });
    await assert.rejects(lambda.removePermission({ FunctionName, StatementId: "a" }), {
      message: "No policy is associated with the given resource.",
    });
  });

  it("have at most 20 KB", async () => {
    const input = { FunctionName, Action: "lambda:InvokeFunction", Principal: "s3.amazonaws.com" };
    await assert.rejects(
      async () => {
        for (let index = 0; index < 200; index++) {
          await lambda.addPermission({ ...input, StatementId: `statement-${index}` });
        }
      },
      {
        name: "PolicyLengthExceededException",
        message: /^The final policy size \(\d+\) is bigger than the limit \(20480\)\.$/,
      },
    );
  });

  it("let other accounts in", async () => {
    const other = { principal: { kind: "root", account: "111111111111" }, account: "111111111111" } as const;
    const get = () =>
      cloud.runtime.host.bus.call("lambda", "GetFunction", { FunctionName: arn }, { ...other, region: "us-east-1" });
    await assert.rejects(get(), { code: "AccessDeniedException" });
    await lambda.addPermission({
      FunctionName,
      StatementId: "o",
      Action: "lambda:GetFunction",
      Principal: "111111111111",
    });
    assert.equal((await get()).Configuration?.FunctionArn, arn);
  });
});
