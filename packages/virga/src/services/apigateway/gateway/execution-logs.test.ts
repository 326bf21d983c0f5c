import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";
import { type MethodSetup, RestApiUnderTest } from "../rest-api.suite.ts";

const account = "000000000000";
const allow = (statement: object) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
const functionUri = (name: string) =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:${account}:function:${name}/invocations`;

describe("execution logs", () => {
  let cloud: TestCloud;
  let api: RestApiUnderTest;

  beforeEach(async () => {
    cloud = await createTestCloud();
    api = await RestApiUnderTest.create(cloud);
    const iam = cloud.client(IAM);
    for (const service of ["apigateway", "lambda"]) {
      const trust = allow({ Principal: { Service: `${service}.amazonaws.com` }, Action: "sts:AssumeRole" });
      await iam.createRole({ RoleName: service, AssumeRolePolicyDocument: trust });
    }
    const PolicyDocument = allow({ Action: "logs:*", Resource: "*" });
    await iam.putRolePolicy({ RoleName: "apigateway", PolicyName: "logs", PolicyDocument });
    const value = `arn:aws:iam::${account}:role/apigateway`;
    await api.client.updateAccount({ patchOperations: [{ op: "replace", path: "/cloudwatchRoleArn", value }] });
  });

  afterEach(() => cloud.close());

  /** Deploys, and logs at this level. */
  async function deploy(level: string, dataTrace: boolean): Promise<void> {
    await api.deploy();
    const settings = { "logging/loglevel": level, "logging/dataTrace": String(dataTrace) };
    const patchOperations = Object.entries(settings).map(([path, value]) => {
      return { op: "replace" as const, path: `/*/*/${path}`, value };
    });
    await api.client.updateStage({ restApiId: api.id, stageName: "dev", patchOperations });
  }

  /** The lines of one request, with its id and the API's taken out. */
  async function linesOf(method: string, path: string, body = "", headers = {}): Promise<readonly string[]> {
    const { headers: answer } = await api.send(method, path, body, headers);
    const requestId = answer["x-amzn-requestid"] ?? "";
    const logGroupName = `API-Gateway-Execution-Logs_${api.id}/dev`;
    const { events = [] } = await cloud.client(CloudWatchLogs).filterLogEvents({ logGroupName });
    return events
      .map(({ message = "" }) => message)
      .filter((message) => message.startsWith(`(${requestId}) `))
      .map((message) => message.slice(requestId.length + 3).replaceAll(requestId, "ID"))
      .map((message) => message.replaceAll(api.id, "API").replace(answer["x-amz-apigw-id"] ?? "", "EXTENDED"));
  }

  async function createFunction(name: string, body: string, invokable = true): Promise<void> {
    const lambda = cloud.client(Lambda);
    await lambda.createFunction({
      ...{ FunctionName: name, Runtime: "nodejs22.x", Handler: "index.handler" },
      Role: `arn:aws:iam::${account}:role/lambda`,
      Code: { ZipFile: zipSync({ "index.js": strToU8(`exports.handler = async (event) => { ${body} };`) }) },
    });
    const permission = {
      StatementId: "gateway",
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
    };
    if (invokable) await lambda.addPermission({ FunctionName: name, ...permission });
  }

  const proxy = (name: string): MethodSetup => ({
    integration: { type: "AWS_PROXY", integrationHttpMethod: "POST", uri: functionUri(name), requestTemplates: {} },
    responses: [],
  });

  const admitted = [
    "Extended Request Id: EXTENDED",
    "Verifying Usage Plan for request: ID. API Key:  API Stage: API/dev",
    "API Key  authorized because method 'ANY /things' does not require API Key. Request will not contribute to throttle or quota limits",
    "Usage Plan check succeeded for API Key  and API Stage API/dev",
    "Starting execution for request: ID",
    "HTTP Method: POST, Resource Path: /things",
  ];
  const ended = ["Successfully completed execution", "Method completed with status: 200"];

  it("hold no data of requests and answers unless data is traced", async () => {
    await api.method("ANY", "/things", { responseTemplate: "answered" });
    await deploy("INFO", false);
    assert.deepEqual(await linesOf("POST", "/things", "{}"), [...admitted, ...ended]);
    await deploy("INFO", true);
    assert.deepEqual(await linesOf("POST", "/things?q=1", "{}", { authorization: "secret-token" }), [
      ...admitted,
      "Method request path: {}",
      "Method request query string: {q=1}",
      "Method request headers: {host=API.execute-api.localhost:4566, authorization=******-token}",
      "Method request body before transformations: {}",
      "Endpoint request headers: {}",
      'Endpoint request body after transformations: {"statusCode": 200}',
      "Method response body after transformations: answered",
      "Method response headers: {content-type=application/json}",
      ...ended,
    ]);
  });

  it("hold only errors at the level ERROR", async () => {
    await api.method("GET", "/fine");
    await api.method("GET", "/broken", { responseTemplate: "#if($x)" });
    await deploy("ERROR", true);
    const [reason = "", ...rest] = await linesOf("GET", "/broken");
    assert.match(reason, /^Execution failed due to configuration error: The mapping template application\/json failed/);
    assert.deepEqual(rest, ["Method completed with status: 500"]);
    assert.deepEqual(await linesOf("GET", "/fine"), []);
  });

  it("cut long lines, and say how many bytes there are instead of them", async () => {
    const patchOperations = [{ op: "add" as const, path: "/binaryMediaTypes/image~1png" }];
    await api.client.updateRestApi({ restApiId: api.id, patchOperations });
    const requestTemplates = { "image/png": '{"statusCode": 200}' };
    const integration = { contentHandling: "CONVERT_TO_TEXT", requestTemplates } as const;
    await api.method("POST", "/", { integration, responseTemplate: "€".repeat(500) });
    await deploy("INFO", true);
    const lines = await linesOf("POST", "/", "abc", { "content-type": "image/png" });
    assert.ok(lines.includes("Method request body before transformations: [Binary Data: 3 bytes]"), lines.join("\n"));
    const long = lines.find((line) => line.startsWith("Method response body")) ?? "";
    assert.match(long, /^Method response body after transformations: €+ \[TRUNCATED\]$/);
  });

  it("tell what functions got and answered, and why an answer is none", async () => {
    await createFunction("fine", "return { statusCode: 200, body: 'answered' }");
    await createFunction("failing", "throw new Error('no luck')");
    await createFunction("malformed", "return 'text'");
    await createFunction("closed", "return {}", false);
    for (const name of ["fine", "failing", "malformed", "closed"]) await api.method("GET", `/${name}`, proxy(name));
    await api.method("GET", "/closed/mapped", {
      integration: { type: "AWS", integrationHttpMethod: "POST", uri: functionUri("closed") },
    });
    await deploy("INFO", true);
    const fine = await linesOf("GET", "/fine");
    const sent = fine.findIndex((line) => line.startsWith("Sending request to"));
    assert.equal(
      fine[sent],
      `Sending request to https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn:aws:lambda:us-east-1:${account}:function:fine/invocations`,
    );
    assert.match(fine[sent - 1] ?? "", /^Endpoint request body after transformations: \{"resource":"\/fine"/);
    assert.match(fine[sent + 1] ?? "", /^Received response\. Status: 200, Integration latency: \d+ ms$/);
    assert.deepEqual(fine.slice(sent + 3, sent + 5), [
      'Endpoint response body before transformations: {"statusCode":200,"body":"answered"}',
      "Method response body after transformations: answered",
    ]);
    const permissions = "Execution failed due to configuration error: Invalid permissions on Lambda function";
    for (const [path, status, reason] of [
      [
        "/failing",
        502,
        /^Lambda execution failed with status 200 due to customer function error: no luck\. Lambda req/,
      ],
      ["/malformed", 502, /^Execution failed due to configuration error: Malformed Lambda proxy response$/],
      ["/closed", 500, new RegExp(`^${permissions}$`)],
      ["/closed/mapped", 500, new RegExp(`^${permissions}$`)],
    ] as const) {
      const lines = await linesOf("GET", path);
      assert.ok(
        lines.some((line) => reason.test(line)),
        `${path}\n${lines.join("\n")}`,
      );
      assert.equal(lines.at(-1), `Method completed with status: ${status}`);
    }
  });

  it("tell what authorizers and keys said, and no secrets", async () => {
    const policy = "{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }";
    await createFunction("authorizer", `return { principalId: 'somebody', policyDocument: ${policy} }`);
    const { id: authorizerId = "" } = await api.client.createAuthorizer({
      ...{ restApiId: api.id, name: "a", type: "TOKEN", authorizerUri: functionUri("authorizer") },
      identitySource: "method.request.header.token",
    });
    await api.method("GET", "/", { authorizationType: "CUSTOM", authorizerId, apiKeyRequired: true });
    await deploy("INFO", false);
    const started = ["Extended Request Id: EXTENDED", `Starting authorizer: ${authorizerId} for request: ID`];
    assert.deepEqual(await linesOf("GET", "/"), [
      ...started,
      "Unauthorized request: ID",
      "Gateway response type: UNAUTHORIZED with status code: 401",
      "Method completed with status: 401",
    ]);
    const authorized = [
      ...started,
      "Using valid authorizer policy for principal: **mebody",
      "Successfully completed authorizer execution",
    ];
    const key = { "x-api-key": "0123456789abcdefghijklmnop" };
    const hidden = "********************klmnop";
    assert.deepEqual(await linesOf("GET", "/", "", { token: "t", ...key }), [
      ...authorized,
      `Verifying Usage Plan for request: ID. API Key: ${hidden} API Stage: API/dev`,
      `API Key ${hidden} not authorized because method 'GET /' requires API Key and API Key is not associated with a Usage Plan for API Stage API/dev: No Usage Plan found for key and API Stage`,
      "Gateway response type: INVALID_API_KEY with status code: 403",
      "Method completed with status: 403",
    ]);
    const { id: keyId = "" } = await api.client.createApiKey({ value: key["x-api-key"], enabled: true });
    const apiStages = [{ apiId: api.id, stage: "dev" }];
    const throttle = { rateLimit: 1, burstLimit: 1 };
    const { id: usagePlanId = "" } = await api.client.createUsagePlan({ name: "p", apiStages, throttle });
    await api.client.createUsagePlanKey({ usagePlanId, keyId, keyType: "API_KEY" });
    const planned = await linesOf("GET", "/", "", { token: "t", ...key });
    assert.ok(planned.includes(`Usage Plan check succeeded for API Key ${hidden} and API Stage API/dev`));
    const throttled = await linesOf("GET", "/", "", { token: "t", ...key });
    assert.ok(
      throttled.some((line) => line.endsWith(". Limit: 1.00 Burst: 1")),
      throttled.join("\n"),
    );
  });

  it("tell why an endpoint gave no answer", async () => {
    const unreachable = { type: "HTTP", integrationHttpMethod: "GET", uri: "http://127.0.0.1:1/" } as const;
    await api.method("GET", "/", { integration: unreachable });
    await deploy("ERROR", false);
    assert.deepEqual(await linesOf("GET", "/"), [
      "Execution failed due to a network error communicating with endpoint",
      "Method completed with status: 504",
    ]);
  });
});
