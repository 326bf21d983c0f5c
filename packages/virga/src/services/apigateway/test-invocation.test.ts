import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { IAM } from "@aws-sdk/client-iam";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";
import { RestApiUnderTest } from "./rest-api.suite.ts";

const now = Date.UTC(2026, 0, 1);
const time = "Thu Jan 01 00:00:00 UTC 2026 : ";

describe("an execution's log", () => {
  let cloud: TestCloud;
  let api: RestApiUnderTest;

  before(async () => {
    cloud = await createTestCloud({ now });
    api = await RestApiUnderTest.create(cloud);
    await api.method("POST", "/users/{id}", {
      authorizationType: "AWS_IAM",
      integration: { requestTemplates: { "application/json": `{"statusCode": 200, "v": "$stageVariables.v"}` } },
      responseTemplate: `{"id": "$input.params('id')", "q": "$input.params('q')"}`,
    });
    await api.method("GET", "/broken", { responseTemplate: "a\n$util.parseJson('{')" });
  });

  after(() => cloud.close());

  const invoke = async (httpMethod: string, path: string, input: object = {}) =>
    api.client.testInvokeMethod({ restApiId: api.id, resourceId: await api.resource(path), httpMethod, ...input });

  it("takes a request apart, of a method that is not deployed and whose caller nobody asks for", async () => {
    const { status, body, log, latency, headers } = await invoke("POST", "/users/{id}", {
      pathWithQueryString: "/users/a%20b?q=1",
      headers: { "X-One": "1" },
      body: '{"n": 1}',
      stageVariables: { v: "V" },
    });
    assert.deepEqual([status, body, latency], [200, '{"id": "a b", "q": "1"}', 0]);
    assert.equal(headers?.["content-type"], "application/json");
    const [first = "", ...lines] = (log ?? "").trimEnd().split("\n");
    const id = /^Execution log for request ([\w-]+)$/.exec(first)?.[1];
    assert.deepEqual(
      lines.map((line) => line.replace(time, "")),
      [
        `Starting execution for request: ${id}`,
        "HTTP Method: POST, Resource Path: /users/{id}",
        "Method request path: {id=a b}",
        "Method request query string: {q=1}",
        "Method request headers: {x-one=1}",
        'Method request body before transformations: {"n": 1}',
        "Endpoint request headers: {}",
        'Endpoint request body after transformations: {"statusCode": 200, "v": "V"}',
        'Method response body after transformations: {"id": "a b", "q": "1"}',
        "Method response headers: {content-type=application/json}",
        "Successfully completed execution",
        "Method completed with status: 200",
      ],
    );
  });

  it("says where a template failed", async () => {
    const { status, log } = await invoke("GET", "/broken");
    assert.equal(status, 500);
    assert.match(log ?? "", /Execution failed due to configuration error: The mapping template .* at line 2, column 1/);
    assert.match(log ?? "", /Method completed with status: 500/);
  });

  it("refuses what is not there", async () => {
    const resourceId = await api.resource("/broken");
    const missing = { restApiId: api.id, resourceId, httpMethod: "PUT" };
    await assert.rejects(api.client.testInvokeMethod(missing), {
      name: "NotFoundException",
      message: "Invalid Method identifier specified",
    });
    const elsewhere = { ...missing, httpMethod: "GET", pathWithQueryString: "/else" };
    await assert.rejects(api.client.testInvokeMethod(elsewhere), { name: "BadRequestException" });
  });

  it("goes to the stage's log group, at the level that is set", async () => {
    const iam = cloud.client(IAM);
    const trust = { Effect: "Allow", Principal: { Service: "apigateway.amazonaws.com" }, Action: "sts:AssumeRole" };
    const { Role } = await iam.createRole({
      RoleName: "logs",
      AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
    });
    const allowed = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "logs:*", Resource: "*" }] };
    await iam.putRolePolicy({ RoleName: "logs", PolicyName: "logs", PolicyDocument: JSON.stringify(allowed) });
    const role = { op: "replace", path: "/cloudwatchRoleArn", value: Role?.Arn } as const;
    await api.client.updateAccount({ patchOperations: [role] });
    await api.deploy();
    const level = async (path: string, value: string) => {
      const patchOperations = [{ op: "replace", path: `/${path}/logging/loglevel`, value } as const];
      await api.client.updateStage({ restApiId: api.id, stageName: "dev", patchOperations });
    };
    const logs = cloud.client(CloudWatchLogs);
    const logGroupName = `API-Gateway-Execution-Logs_${api.id}/dev`;
    const messages = async () => {
      const { events = [] } = await logs.filterLogEvents({ logGroupName });
      return events.map(({ message = "" }) => message.replace(/^\([\w-]+\) /, ""));
    };
    await level("*/*", "ERROR");
    await api.send("GET", "/broken");
    const errors = await messages();
    assert.equal(errors.length, 2);
    assert.match(errors[0] ?? "", /^Execution failed due to configuration error/);
    await level("~1broken/GET", "OFF");
    await api.send("GET", "/broken");
    assert.equal((await messages()).length, 2);
    await level("~1broken/GET", "INFO");
    await api.send("GET", "/broken");
    assert.ok((await messages()).includes("HTTP Method: GET, Resource Path: /broken"));
  });
});
