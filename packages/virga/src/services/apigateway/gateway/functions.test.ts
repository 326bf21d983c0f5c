import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";
import { RestApiUnderTest } from "../rest-api.suite.ts";

const account = "000000000000";
const invocationOf = (name: string) =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:${account}:function:${name}/invocations`;

let cloud: TestCloud;
let api: RestApiUnderTest;

beforeEach(async () => {
  cloud = await createTestCloud();
  api = await RestApiUnderTest.create(cloud);
  const Statement = [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  await cloud.client(IAM).createRole({ RoleName: "function", AssumeRolePolicyDocument });
});

afterEach(() => cloud.close());

/** A function that API Gateway may call, with this body. */
async function createFunction(FunctionName: string, body: string): Promise<void> {
  const lambda = cloud.client(Lambda);
  await lambda.createFunction({
    FunctionName,
    Runtime: "nodejs22.x",
    Handler: "index.handler",
    Role: `arn:aws:iam::${account}:role/function`,
    Code: { ZipFile: zipSync({ "index.js": strToU8(`exports.handler = async (event) => { ${body} };`) }) },
  });
  await lambda.addPermission({
    FunctionName,
    StatementId: "gateway",
    Action: "lambda:InvokeFunction",
    Principal: "apigateway.amazonaws.com",
    SourceArn: `arn:aws:execute-api:us-east-1:${account}:${api.id}/*`,
  });
}

describe("a Lambda proxy integration", () => {
  async function proxy(path: string, name: string, body: string): Promise<void> {
    await createFunction(name, body);
    const integration = {
      type: "AWS_PROXY",
      integrationHttpMethod: "POST",
      uri: invocationOf(name),
      requestTemplates: {},
    } as const;
    await api.method("ANY", path, { integration, responses: [] });
  }

  it("hands the whole request to the function, and answers what it says", async () => {
    await proxy(
      "/things/{id}",
      "echo",
      "return { statusCode: 201, headers: { 'X-Own': 'yes', Date: 'x' }, multiValueHeaders: { 'Set-Cookie': ['a', 'b'] }, body: JSON.stringify(event) }",
    );
    await api.deploy();
    const answer = await api.send("PUT", "/things/7?a=1&a=2", "text", { "content-type": "text/plain" });
    assert.equal(answer.status, 201);
    assert.deepEqual(answer.headers["set-cookie"], ["a", "b"]);
    assert.deepEqual([answer.headers["x-own"], answer.headers["x-amzn-remapped-date"]], ["yes", "x"]);
    const event = answer.json as Record<string, unknown>;
    const { requestContext, headers, ...rest } = event;
    assert.deepEqual(rest, {
      resource: "/things/{id}",
      path: "/things/7",
      httpMethod: "PUT",
      multiValueHeaders: { host: [`${api.id}.execute-api.localhost:4566`], "content-type": ["text/plain"] },
      queryStringParameters: { a: "2" },
      multiValueQueryStringParameters: { a: ["1", "2"] },
      pathParameters: { id: "7" },
      stageVariables: null,
      body: "text",
      isBase64Encoded: false,
    });
    const { path, stage, resourcePath } = requestContext as Record<string, unknown>;
    assert.deepEqual([path, stage, resourcePath], ["/dev/things/7", "dev", "/things/{id}"]);
  });

  it("goes on with the caller's trace", async () => {
    await proxy("/trace", "trace", "return { statusCode: 200, body: process.env._X_AMZN_TRACE_ID }");
    await api.deploy();
    const root = "Root=1-5759e988-bd862e3fe1be46a994272793";
    const header = `${root};Parent=53995c3f42cd8ad8;Sampled=1`;
    const given = await api.send("GET", "/trace", undefined, { "x-amzn-trace-id": header });
    assert.deepEqual([given.text, given.headers["x-amzn-trace-id"]], [header, root]);
    const own = await api.send("GET", "/trace");
    assert.equal(own.text.split(";")[0], own.headers["x-amzn-trace-id"]);
  });

  it("answers 502 for what is no proxy's answer and for a function that fails", async () => {
    await proxy("/text", "text", "return 'text'");
    await proxy("/more", "more", "return { statusCode: 200, extra: 1 }");
    await proxy("/object", "object", "return { statusCode: 200, body: {} }");
    await proxy("/throws", "throws", "throw new Error('no')");
    await api.deploy();
    for (const path of ["/text", "/more", "/object", "/throws"]) {
      const answer = await api.send("GET", path);
      assert.deepEqual([answer.status, answer.text], [502, '{"message": "Internal server error"}'], path);
    }
  });

  it("answers 413 for more than a function takes", async () => {
    await proxy("/large", "large", "return { statusCode: 200 }");
    await api.deploy();
    const answer = await api.send("POST", "/large", "x".repeat(6 * 1024 * 1024));
    assert.deepEqual([answer.status, answer.text], [413, '{"message":"Request Too Long"}']);
  });

  it("answers 500 where it may not call the function", async () => {
    await proxy("/closed", "closed", "return { statusCode: 200 }");
    await cloud.client(Lambda).removePermission({ FunctionName: "closed", StatementId: "gateway" });
    await api.deploy();
    const answer = await api.send("GET", "/closed");
    assert.deepEqual([answer.status, answer.text], [500, '{"message": "Internal server error"}']);
  });

  it("carries bytes in base64 for the API's binary media types", async () => {
    const op = "add" as const;
    await api.client.updateRestApi({
      restApiId: api.id,
      patchOperations: [{ op, path: "/binaryMediaTypes/image~1png" }],
    });
    await proxy(
      "/image",
      "image",
      "return { statusCode: 200, body: event.body, isBase64Encoded: event.isBase64Encoded }",
    );
    await api.deploy();
    const body = Buffer.from([0, 255, 1]);
    const host = `${api.id}.execute-api.localhost:4566`;
    const headers = { host, "content-type": "image/png", accept: "image/png" };
    const answer = await cloud.runtime.handle({
      method: "POST",
      path: "/dev/image",
      rawQuery: "",
      headers,
      body,
      sourceIp: "::1",
    });
    assert.deepEqual([answer.status, Buffer.from(answer.body)], [200, body]);
  });
});

describe("a Lambda authorizer", () => {
  const allow =
    "Statement: [{ Effect: token === 'deny' ? 'Deny' : 'Allow', Action: 'execute-api:Invoke', Resource: token === 'other' ? event.methodArn + 'x' : event.methodArn }]";
  const handler = `const token = event.authorizationToken ?? event.headers.token;
    if (token === 'unknown') throw new Error('Unauthorized');
    if (token === 'broken') throw new Error('broken');
    if (token === 'rubbish') return { principalId: 'x' };
    return { principalId: 'ada', policyDocument: { Version: '2012-10-17', ${allow} }, context: { calls: globalThis.calls = (globalThis.calls ?? 0) + 1, number: 7, flag: true } };`;

  async function behind(type: "TOKEN" | "REQUEST", settings: object): Promise<void> {
    await createFunction("authorizer", handler);
    const { id: authorizerId } = await api.client.createAuthorizer({
      restApiId: api.id,
      name: "function",
      type,
      authorizerUri: invocationOf("authorizer"),
      ...settings,
    });
    const responseTemplate =
      '{"who": "$context.authorizer.principalId", "number": "$context.authorizer.number", "calls": "$context.authorizer.calls"}';
    await api.method("GET", "/guarded", { authorizationType: "CUSTOM", authorizerId, responseTemplate });
    await api.deploy();
  }

  const get = (token?: string) => api.send("GET", "/guarded", "", token === undefined ? {} : { token });

  it("of tokens lets in whom its policy lets in, and answers as AWS otherwise", async () => {
    await behind("TOKEN", { identitySource: "method.request.header.token", authorizerResultTtlInSeconds: 0 });
    const { who, number } = (await get("allow")).json as Record<string, string>;
    assert.deepEqual({ who, number }, { who: "ada", number: "7" });
    const answers: [string | undefined, number, string, string][] = [
      [undefined, 401, '{"message":"Unauthorized"}', "UnauthorizedException"],
      ["unknown", 401, '{"message":"Unauthorized"}', "UnauthorizedException"],
      [
        "deny",
        403,
        '{"Message":"User is not authorized to access this resource with an explicit deny"}',
        "AccessDeniedException",
      ],
      ["other", 403, '{"Message":"User is not authorized to access this resource"}', "AccessDeniedException"],
      ["broken", 500, '{"message":null}', "AuthorizerFailureException"],
      ["rubbish", 500, '{"message":null}', "AuthorizerConfigurationException"],
    ];
    for (const [token, status, text, type] of answers) {
      const answer = await get(token);
      assert.deepEqual([answer.status, answer.text, answer.headers["x-amzn-errortype"]], [status, text, type], token);
    }
  });

  it("of requests sees the request, and its answer is kept for the identity as long as told", async () => {
    await behind("REQUEST", { identitySource: "method.request.header.token", authorizerResultTtlInSeconds: 60 });
    const calls = async (token: string) => ((await get(token)).json as { calls: string }).calls;
    assert.equal(await calls("one"), "1");
    await cloud.clock.advance(59_000);
    assert.equal(await calls("one"), "1");
    assert.equal(await calls("two"), "2");
    await cloud.clock.advance(1_000);
    assert.equal(await calls("one"), "3");
    await api.client.flushStageAuthorizersCache({ restApiId: api.id, stageName: "dev" });
    assert.equal(await calls("one"), "4");
    assert.equal((await get()).status, 401);
  });
});
