import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { Lambda, waitUntilFunctionActiveV2 } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { SQS } from "@aws-sdk/client-sqs";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";
import { account, createFunction, createRole, idle, trustOf, zipOf } from "./functions.suite.ts";

describe("Lambda functions", () => {
  let cloud: TestCloud;
  let lambda: Lambda;

  beforeEach(async () => {
    cloud = await createTestCloud();
    lambda = cloud.client(Lambda);
    await createRole(cloud);
  });

  afterEach(async () => {
    assert.deepEqual(cloud.reports, []);
    await cloud.close();
  });

  const arn = `arn:aws:lambda:us-east-1:${account}:function:f`;
  const notFound = { name: "ResourceNotFoundException", message: `Function not found: ${arn}` };

  it("are created with AWS's defaults, and described", async () => {
    const made = await lambda.createFunction({
      FunctionName: "f",
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role: `arn:aws:iam::${account}:role/lambda`,
      Code: { ZipFile: idle },
    });
    assert.equal(made.State, "Pending");
    assert.equal(made.StateReasonCode, "Creating");
    await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 5 }, { FunctionName: "f" });
    const { Configuration, Code, Tags, Concurrency } = await lambda.getFunction({ FunctionName: "f" });
    assert.deepEqual(Configuration, {
      FunctionName: "f",
      FunctionArn: arn,
      Runtime: "nodejs22.x",
      Role: `arn:aws:iam::${account}:role/lambda`,
      Handler: "index.handler",
      Description: "",
      Timeout: 3,
      MemorySize: 128,
      EphemeralStorage: { Size: 512 },
      Architectures: ["x86_64"],
      TracingConfig: { Mode: "PassThrough" },
      SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
      LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/f" },
      PackageType: "Zip",
      Version: "$LATEST",
      State: "Active",
      LastUpdateStatus: "Successful",
      LastModified: "2026-01-01T00:00:00.000+0000",
      CodeSize: idle.byteLength,
      CodeSha256: made.CodeSha256,
      RevisionId: made.RevisionId,
      RuntimeVersionConfig: made.RuntimeVersionConfig,
    });
    const { RuntimeVersionArn = "" } = made.RuntimeVersionConfig ?? {};
    assert.match(RuntimeVersionArn, /^arn:aws:lambda:us-east-1::runtime:[\da-f]{64}$/);
    assert.equal(Code?.RepositoryType, "S3");
    assert.equal(Tags, undefined);
    assert.equal(Concurrency, undefined);
  });

  it("give their code at the location that they tell", async () => {
    await createFunction(cloud, "f");
    const { Code } = await lambda.getFunction({ FunctionName: "f" });
    const { pathname } = new URL(Code!.Location!);
    const request = {
      method: "GET",
      path: pathname,
      rawQuery: "",
      headers: { host: "localhost" },
      sourceIp: "127.0.0.1",
    };
    const found = await cloud.runtime.handle({ ...request, body: new Uint8Array() });
    assert.equal(found.status, 200);
    assert.deepEqual(Buffer.from(found.body as Uint8Array), Buffer.from(idle));
    const nothing = { ...request, path: pathname.replace(/[0-9a-f]{8}$/, "00000000"), body: new Uint8Array() };
    assert.equal((await cloud.runtime.handle(nothing)).status, 404);
  });

  it("are named by name, partial ARN and ARN, with a qualifier in or beside it", async () => {
    await createFunction(cloud, "f", { Publish: true });
    for (const FunctionName of ["f", `${account}:function:f`, `function:f`, arn]) {
      assert.equal((await lambda.getFunctionConfiguration({ FunctionName })).FunctionArn, arn);
      const qualified = await lambda.getFunctionConfiguration({ FunctionName: `${FunctionName}:1` });
      assert.equal(qualified.FunctionArn, `${arn}:1`);
      assert.equal(qualified.Version, "1");
      assert.equal(qualified.LastUpdateStatus, undefined);
    }
    assert.equal(
      (await lambda.getFunction({ FunctionName: "f", Qualifier: "$LATEST" })).Configuration?.FunctionArn,
      `${arn}:$LATEST`,
    );
    await assert.rejects(lambda.getFunction({ FunctionName: "f:1", Qualifier: "2" }), {
      name: "InvalidParameterValueException",
      message: "The derived qualifier from the function name does not match the specified qualifier.",
    });
    await assert.rejects(lambda.getFunction({ FunctionName: arn.replace("us-east-1", "eu-west-1") }), {
      name: "ResourceNotFoundException",
      message: "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
    });
    await assert.rejects(lambda.getFunction({ FunctionName: "f", Qualifier: "7" }), {
      name: "ResourceNotFoundException",
      message: `Function not found: ${arn}:7`,
    });
  });

  it("have names of at most 64 characters", async () => {
    await createFunction(cloud, "f".repeat(64));
    const long = "f".repeat(65);
    await assert.rejects(createFunction(cloud, long), {
      name: "InvalidParameterValueException",
      message: `1 validation error detected: Value '${long}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
    });
    await assert.rejects(lambda.getFunction({ FunctionName: long }), { name: "ResourceNotFoundException" });
  });

  it("exist once", async () => {
    await createFunction(cloud, "f");
    await assert.rejects(createFunction(cloud, "f"), {
      name: "ResourceConflictException",
      message: "Function already exist: f",
    });
  });

  it("are gone when they are deleted", async () => {
    await createFunction(cloud, "f");
    await lambda.deleteFunction({ FunctionName: "f" });
    await assert.rejects(lambda.getFunction({ FunctionName: "f" }), notFound);
    await assert.rejects(lambda.deleteFunction({ FunctionName: "f" }), notFound);
    await createFunction(cloud, "f");
  });

  it("change their code, if the caller knows the latest revision", async () => {
    await createFunction(cloud, "f");
    const before = await lambda.getFunctionConfiguration({ FunctionName: "f" });
    const ZipFile = zipOf({ "index.js": "exports.handler = async () => 1;" });
    const dry = await lambda.updateFunctionCode({ FunctionName: "f", ZipFile, DryRun: true });
    assert.notEqual(dry.CodeSha256, before.CodeSha256);
    assert.deepEqual(
      await lambda.getFunctionConfiguration({ FunctionName: "f" }).then(({ RevisionId }) => RevisionId),
      before.RevisionId,
    );
    const updated = await lambda.updateFunctionCode({ FunctionName: "f", ZipFile, RevisionId: before.RevisionId });
    assert.equal(updated.CodeSha256, dry.CodeSha256);
    assert.equal(updated.LastUpdateStatus, "InProgress");
    await assert.rejects(lambda.updateFunctionCode({ FunctionName: "f", ZipFile, RevisionId: before.RevisionId }), {
      name: "PreconditionFailedException",
      message:
        "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
    });
    const published = await lambda.updateFunctionCode({ FunctionName: "f", ZipFile: idle, Publish: true });
    assert.equal(published.FunctionArn, `${arn}:1`);
    assert.equal(published.CodeSha256, before.CodeSha256);
  });

  it("take their code from S3, read as the caller", async () => {
    const s3 = cloud.client(S3);
    await s3.createBucket({ Bucket: "code" });
    await s3.putObject({ Bucket: "code", Key: "f.zip", Body: idle });
    await createFunction(cloud, "f", { Code: { S3Bucket: "code", S3Key: "f.zip" } });
    assert.equal((await lambda.getFunctionConfiguration({ FunctionName: "f" })).CodeSize, idle.byteLength);
    await assert.rejects(createFunction(cloud, "g", { Code: { S3Bucket: "code", S3Key: "none" } }), {
      name: "InvalidParameterValueException",
      message:
        "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.",
    });
    await assert.rejects(createFunction(cloud, "g", { Code: { S3Bucket: "nowhere", S3Key: "none" } }), {
      name: "InvalidParameterValueException",
      message:
        "Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist",
    });
  });

  it("refuse what is no deployment package, or none that AWS takes", async () => {
    const refused: [object, string, string][] = [
      [
        { ZipFile: Buffer.from("no zip") },
        "InvalidParameterValueException",
        "Could not unzip uploaded file. Please check your file, then try to upload again.",
      ],
      [
        { ZipFile: zipOf({ "code/../../index.js": "" }) },
        "InvalidParameterValueException",
        "Could not unzip uploaded file. Please check your file, then try to upload again.",
      ],
      ...damagedZips().map((ZipFile): [object, string, string] => [
        { ZipFile },
        "InvalidParameterValueException",
        "Could not unzip uploaded file. Please check your file, then try to upload again.",
      ]),
      [
        { ZipFile: zipOf({ "large.txt": "x".repeat(262_144_001) }) },
        "InvalidParameterValueException",
        "Unzipped size must be smaller than 262144000 bytes",
      ],
      [
        { ZipFile: Buffer.alloc(52_428_801) },
        "RequestEntityTooLargeException",
        "Request must be smaller than 70167211 bytes for the CreateFunction operation",
      ],
      [
        { ZipFile: idle, S3Bucket: "code" },
        "InvalidParameterValueException",
        "Please do not provide other FunctionCode parameters when providing a ZipFile.",
      ],
      [{}, "InvalidParameterValueException", "Please provide a source for function code."],
      [
        { ImageUri: "image" },
        "NotImplemented",
        "Virga does not support functions in container images (Code.ImageUri) of Lambda.",
      ],
    ];
    for (const [Code, name, message] of refused)
      await assert.rejects(createFunction(cloud, "f", { Code }), { name, message });
    await assert.rejects(lambda.getFunction({ FunctionName: "f" }), notFound);
  });

  it("change their settings, one by one and back", async () => {
    await createFunction(cloud, "f");
    const changes = {
      FunctionName: "f",
      Description: "changed",
      Timeout: 900,
      MemorySize: 10_240,
      EphemeralStorage: { Size: 1024 },
      Environment: { Variables: { AA: "1" } },
      LoggingConfig: { LogFormat: "JSON", LogGroup: "/mine" },
      KMSKeyArn: "arn:aws:kms:us-east-1:000000000000:key/k",
      VpcConfig: { SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-1"] },
    } as const;
    const changed = await lambda.updateFunctionConfiguration({
      ...changes,
      VpcConfig: { SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-1"] },
    });
    assert.equal(changed.LastUpdateStatusReason, "The function is being created.");
    const { FunctionName: _, VpcConfig, LoggingConfig, ...plain } = changes;
    const now = await lambda.getFunctionConfiguration({ FunctionName: "f" });
    for (const [name, value] of Object.entries(plain)) assert.deepEqual(now[name as never], value, name);
    assert.deepEqual(now.VpcConfig, { ...VpcConfig, VpcId: "" });
    assert.deepEqual(now.LoggingConfig, { ...LoggingConfig, ApplicationLogLevel: "INFO", SystemLogLevel: "INFO" });
    await lambda.updateFunctionConfiguration({
      FunctionName: "f",
      Environment: {},
      KMSKeyArn: "",
      VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
      LoggingConfig: { LogFormat: "Text" },
    });
    const after = await lambda.getFunctionConfiguration({ FunctionName: "f" });
    assert.deepEqual([after.Environment, after.KMSKeyArn, after.VpcConfig], [undefined, undefined, undefined]);
    assert.deepEqual(after.LoggingConfig, { LogFormat: "Text", LogGroup: "/mine" });
    assert.equal(after.Timeout, 900);
  });

  it("tell an environment that was given, also an empty one, and lose a dead-letter target by an empty ARN alone", async () => {
    const sqs = cloud.client(SQS);
    await sqs.createQueue({ QueueName: "dead-letters" });
    const TargetArn = `arn:aws:sqs:us-east-1:${account}:dead-letters`;
    await createRole(cloud, "sender", ["sqs:*"]);
    const Role = `arn:aws:iam::${account}:role/sender`;
    await createFunction(cloud, "f", { Role, Environment: { Variables: {} }, DeadLetterConfig: { TargetArn } });
    const change = async (DeadLetterConfig: { TargetArn?: string }) => {
      const changed = await lambda.updateFunctionConfiguration({ FunctionName: "f", DeadLetterConfig });
      return [changed.Environment, changed.DeadLetterConfig];
    };
    assert.deepEqual(await change({}), [{ Variables: {} }, { TargetArn }]);
    assert.deepEqual(await change({ TargetArn: "" }), [{ Variables: {} }, undefined]);
  });

  it("refuse settings in AWS's words", async () => {
    const Variables = { BIG: "x".repeat(4096) };
    const refused: [object, string, string][] = [
      [
        { Timeout: 901 },
        "ValidationException",
        "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
      ],
      [
        { MemorySize: 10_241 },
        "InvalidParameterValueException",
        "'MemorySize' value failed to satisfy constraint: Member must have value less than or equal to 10240",
      ],
      [
        { Environment: { Variables: { AWS_REGION: "x", OKAY: "y" } } },
        "InvalidParameterValueException",
        "Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION",
      ],
      [
        { Environment: { Variables } },
        "InvalidParameterValueException",
        `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${JSON.stringify(Variables)}`,
      ],
      [
        { Role: `arn:aws:iam::${account}:role/nobody` },
        "InvalidParameterValueException",
        "The role defined for the function cannot be assumed by Lambda.",
      ],
      [
        { Role: "arn:aws:iam::999999999999:role/lambda" },
        "AccessDeniedException",
        "Cross-account pass role is not allowed.",
      ],
      [
        { Handler: undefined },
        "InvalidParameterValueException",
        "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
      ],
      [
        { SnapStart: { ApplyOn: "PublishedVersions" } },
        "InvalidParameterValueException",
        "nodejs22.x is not supported for SnapStart enabled functions.",
      ],
      [{ Runtime: "java21" }, "NotImplemented", "Virga does not support the runtime java21 of Lambda."],
      [{ PackageType: "Image" }, "NotImplemented", "Virga does not support the package type Image of Lambda."],
      [
        { DurableConfig: { ExecutionTimeout: 60 } },
        "NotImplemented",
        "Virga does not support functions with DurableConfig of Lambda.",
      ],
      [
        { DeadLetterConfig: { TargetArn: `arn:aws:sqs:us-east-1:${account}:q` } },
        "InvalidParameterValueException",
        "The provided execution role does not have permissions to call SendMessage on SQS",
      ],
      [
        { Layers: [`arn:aws:lambda:us-east-1:${account}:layer:none:1`] },
        "InvalidParameterValueException",
        `Layer version arn:aws:lambda:us-east-1:${account}:layer:none:1 does not exist.`,
      ],
    ];
    for (const [input, name, message] of refused)
      await assert.rejects(createFunction(cloud, "f", input), { name, message });
  });

  it("need a role that trusts Lambda", async () => {
    const { IAM } = await import("@aws-sdk/client-iam");
    await cloud
      .client(IAM)
      .createRole({ RoleName: "other", AssumeRolePolicyDocument: trustOf("states.amazonaws.com") });
    await assert.rejects(createFunction(cloud, "f", { Role: `arn:aws:iam::${account}:role/other` }), {
      message: "The role defined for the function cannot be assumed by Lambda.",
    });
  });

  it("publish versions, which never change, and none when nothing changed", async () => {
    await createFunction(cloud, "f", { Environment: { Variables: { AA: "1" } } });
    const first = await lambda.publishVersion({ FunctionName: "f", Description: "first" });
    assert.equal(first.Version, "1");
    assert.equal(first.FunctionArn, `${arn}:1`);
    assert.equal(first.Description, "first");
    assert.equal((await lambda.publishVersion({ FunctionName: "f" })).Version, "1");
    await lambda.updateFunctionConfiguration({ FunctionName: "f", Environment: { Variables: { AA: "2" } } });
    assert.equal((await lambda.publishVersion({ FunctionName: "f" })).Version, "2");
    const { Environment } = await lambda.getFunctionConfiguration({ FunctionName: "f", Qualifier: "1" });
    assert.deepEqual(Environment, { Variables: { AA: "1" } });
    await lambda.deleteFunction({ FunctionName: "f", Qualifier: "2" });
    assert.equal((await lambda.publishVersion({ FunctionName: "f" })).Version, "3");
    await assert.rejects(
      lambda.publishVersion({ FunctionName: "f", CodeSha256: "x" }),
      /CodeSHA256 \(x\) is different/,
    );
  });
});

/** Zip files that are not what they say: each of a small and a large file. */
function damagedZips(): Uint8Array[] {
  return ["some text ".repeat(10), "some text ".repeat(10_000)].flatMap((text) => {
    const zip = Buffer.from(zipOf({ "index.js": text }));
    const directory = zip.lastIndexOf(Buffer.from("PK\x01\x02", "latin1"));
    const changed = (change: (copy: Buffer) => void) => {
      const copy = Buffer.from(zip);
      change(copy);
      return copy;
    };
    return [
      zip.subarray(0, zip.length - 10),
      zip.subarray(20),
      changed((copy) => copy.writeUInt32LE(1, directory + 16)),
      changed((copy) => copy.fill(0xff, 40, 50)),
      // Larger than the directory says: a bomb.
      changed((copy) => copy.writeUInt32LE(5, directory + 24)),
      changed((copy) => copy.writeUInt16LE(1, directory + 8)),
      Buffer.from(zipOf({ "/etc/index.js": text })),
    ];
  });
}
