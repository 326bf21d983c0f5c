import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { Lambda } from "@aws-sdk/client-lambda";
import { STS } from "@aws-sdk/client-sts";
import { account, createRole, zipOf } from "../functions.suite.ts";
import { RunningFunctions } from "./running-functions.suite.ts";

describe("Invoke", () => {
  let functions: RunningFunctions;

  before(async () => {
    functions = await RunningFunctions.start();
    await functions.create(
      "f",
      "exports.handler = async (event, context) => [event, context.invokedFunctionArn, context.functionVersion];",
    );
  });

  after(() => functions.close());

  it("names functions, versions and aliases in every form", async () => {
    await functions.lambda.publishVersion({ FunctionName: "f" });
    await functions.lambda.createAlias({ FunctionName: "f", Name: "live", FunctionVersion: "1" });
    const arn = `arn:aws:lambda:us-east-1:${account}:function:f`;
    const cases = [
      [{ FunctionName: "f" }, "$LATEST", arn],
      [{ FunctionName: arn }, "$LATEST", arn],
      [{ FunctionName: `${account}:function:f`, Qualifier: "1" }, "1", `${arn}:1`],
      [{ FunctionName: "f:live" }, "1", `${arn}:live`],
      [{ FunctionName: "f", Qualifier: "live" }, "1", `${arn}:live`],
    ] as const;
    for (const [input, version, invokedArn] of cases) {
      const answer = await functions.invoke("f", { a: 1 }, input);
      assert.deepEqual([answer.version, answer.payload], [version, [{ a: 1 }, invokedArn, version]]);
    }
    await assert.rejects(functions.invoke("nobody"), {
      name: "ResourceNotFoundException",
      message: `Function not found: arn:aws:lambda:us-east-1:${account}:function:nobody:$LATEST`,
    });
  });

  it("takes JSON of 6 MB at most, or nothing", async () => {
    const { Payload } = await functions.lambda.invoke({ FunctionName: "f" });
    assert.match(Buffer.from(Payload!).toString(), /^\[\{\},/);
    for (const Payload of ["{a", "[1"]) {
      await assert.rejects(functions.lambda.invoke({ FunctionName: "f", Payload }), {
        name: "InvalidRequestContentException",
        message:
          /^Could not parse request body into json: Could not parse payload into json: Unexpected .*\n at \[Source: \(byte\[\]\)".*"; line: 1, column: 3\]$/,
      });
    }
    const tooLarge = JSON.stringify("a".repeat(6_291_456));
    await assert.rejects(functions.lambda.invoke({ FunctionName: "f", Payload: tooLarge }), {
      name: "RequestEntityTooLargeException",
      message: "Request must be smaller than 6291456 bytes for the InvokeFunction operation",
    });
    await assert.rejects(functions.lambda.invoke({ FunctionName: "f", ClientContext: "bm8=" }), {
      name: "InvalidRequestContentException",
    });
  });

  it("has an older form for what is answered later", async () => {
    const { lambda, cloud } = functions;
    await functions.create("told", "exports.handler = async (event) => console.log('got', event);");
    const { Status } = await lambda.invokeAsync({ FunctionName: "told", InvokeArgs: '{"a":1}' });
    assert.equal(Status, 202);
    await cloud.clock.advance(1);
    const { events } = await cloud.client(CloudWatchLogs).filterLogEvents({ logGroupName: "/aws/lambda/told" });
    assert.ok(events!.some(({ message }) => message!.includes("got { a: 1 }")));
    await assert.rejects(lambda.invokeAsync({ FunctionName: "told", InvokeArgs: "{" }), {
      name: "InvalidRequestContentException",
    });
    await assert.rejects(lambda.invokeAsync({ FunctionName: "none", InvokeArgs: "{}" }), {
      name: "ResourceNotFoundException",
    });
  });

  it("may be tried, or answer later", async () => {
    const dry = await functions.lambda.invoke({ FunctionName: "f", InvocationType: "DryRun" });
    assert.equal(dry.StatusCode, 204);
    const event = await functions.lambda.invoke({ FunctionName: "f", InvocationType: "Event", Payload: "{}" });
    assert.deepEqual([event.StatusCode, event.ExecutedVersion], [202, undefined]);
    await functions.cloud.clock.advance(1_000);
    await assert.rejects(functions.lambda.invoke({ FunctionName: "nobody", InvocationType: "Event" }), {
      name: "ResourceNotFoundException",
    });
  });

  it("needs lambda:InvokeFunction, of the caller's policies or of the function's", async () => {
    const { cloud, lambda } = functions;
    await createRole(cloud, "caller");
    const trust = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "sts:AssumeRole" };
    const { IAM } = await import("@aws-sdk/client-iam");
    await cloud.client(IAM).updateAssumeRolePolicy({
      RoleName: "caller",
      PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
    });
    const RoleArn = `arn:aws:iam::${account}:role/caller`;
    const { Credentials } = await cloud.client(STS).assumeRole({ RoleArn, RoleSessionName: "test" });
    const credentials = {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    };
    const caller = cloud.client(Lambda, { credentials });
    await assert.rejects(caller.invoke({ FunctionName: "f" }), {
      name: "AccessDeniedException",
      message: `User: arn:aws:sts::${account}:assumed-role/caller/test is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:${account}:function:f because no identity-based policy allows the lambda:InvokeFunction action`,
    });
    await lambda.addPermission({
      FunctionName: "f",
      StatementId: "s",
      Action: "lambda:InvokeFunction",
      Principal: RoleArn,
    });
    assert.equal((await caller.invoke({ FunctionName: "f" })).StatusCode, 200);
  });

  it("shows the invocation in the trace", async () => {
    await functions.invoke("f");
    const trace = functions.cloud.traces().find(({ spans }) => spans[0]!.name === "lambda.Invoke")!;
    const span = trace.spans.find(({ name }) => name === "lambda.invocation")!;
    assert.equal(span.attributes["lambda.cold"], false);
    assert.equal(span.parentId, trace.spans[0]!.spanId);
  });
});

describe("concurrency", () => {
  let functions: RunningFunctions;

  before(async () => {
    functions = await RunningFunctions.start();
  });

  after(() => functions.close());

  const slow = "exports.handler = async () => new Promise((resolve) => setTimeout(resolve, 300));";

  it("is limited to what is reserved", async () => {
    await functions.create("reserved", slow);
    await functions.lambda.putFunctionConcurrency({ FunctionName: "reserved", ReservedConcurrentExecutions: 2 });
    const running = [functions.invoke("reserved"), functions.invoke("reserved")];
    await assert.rejects(functions.invoke("reserved"), (error: Record<string, unknown>) => {
      assert.equal(error.name, "TooManyRequestsException");
      assert.equal(error.message, "Rate Exceeded.");
      assert.equal(error.Reason, "ReservedFunctionConcurrentInvocationLimitExceeded");
      assert.equal((error.$metadata as { httpStatusCode: number }).httpStatusCode, 429);
      return true;
    });
    await Promise.all(running);
    await functions.invoke("reserved");
    await functions.lambda.putFunctionConcurrency({ FunctionName: "reserved", ReservedConcurrentExecutions: 0 });
    await assert.rejects(functions.invoke("reserved"), { name: "TooManyRequestsException" });
  });

  it("is limited to what the account has left for all", async () => {
    await functions.create("set-aside", slow);
    await functions.lambda.putFunctionConcurrency({ FunctionName: "set-aside", ReservedConcurrentExecutions: 900 });
    await functions.create("shared", slow, { Timeout: 60 });
    const all = await Promise.allSettled(Array.from({ length: 101 }, () => functions.invoke("shared")));
    const refused = all
      .filter((one) => one.status === "rejected")
      .map(({ reason }) => reason as Record<string, unknown>);
    assert.deepEqual(
      refused.map(({ Reason }) => Reason),
      ["ConcurrentInvocationLimitExceeded"],
    );
  });

  it("is ready ahead where it is provisioned", async () => {
    const { lambda, cloud } = functions;
    await functions.create("provisioned", {
      "index.js": "exports.handler = async () => process.env.AWS_LAMBDA_INITIALIZATION_TYPE;",
    });
    await lambda.deleteFunctionConcurrency({ FunctionName: "set-aside" });
    await lambda.publishVersion({ FunctionName: "provisioned" });
    await lambda.putProvisionedConcurrencyConfig({
      FunctionName: "provisioned",
      Qualifier: "1",
      ProvisionedConcurrentExecutions: 1,
    });
    await cloud.clock.advance(1);
    const { payload, log } = await functions.invoke("provisioned", {}, { Qualifier: "1" });
    assert.equal(payload, "provisioned-concurrency");
    assert.doesNotMatch(log, /Init Duration/);
  });

  it("follows an alias's weights", async () => {
    const { lambda } = functions;
    await functions.create("weighted", "exports.handler = async () => 1;");
    await lambda.publishVersion({ FunctionName: "weighted" });
    await lambda.updateFunctionCode({
      FunctionName: "weighted",
      ZipFile: zipOf({ "index.js": "exports.handler = async () => 2;" }),
      Publish: true,
    });
    const RoutingConfig = { AdditionalVersionWeights: { "2": 0.5 } };
    await lambda.createAlias({ FunctionName: "weighted", Name: "both", FunctionVersion: "1", RoutingConfig });
    const seen = new Set<unknown>();
    for (let n = 0; n < 20; n++) seen.add((await functions.invoke("weighted", {}, { Qualifier: "both" })).payload);
    assert.deepEqual(seen, new Set([1, 2]));
  });
});
