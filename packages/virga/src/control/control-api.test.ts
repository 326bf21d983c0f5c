import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { createTestCloud, type TestCloud } from "../testing/index.ts";

const template = JSON.stringify({ Resources: { H: { Type: "AWS::CloudFormation::WaitConditionHandle" } } });

describe("the runtime's own HTTP API", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await createTestCloud();
  });
  after(() => cloud.close());

  async function request(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
    const response = await cloud.runtime.handle({
      method,
      path,
      rawQuery: "",
      headers: { host: "localhost:4566", ...headers },
      body: Buffer.from(body === undefined ? "" : JSON.stringify(body)),
      sourceIp: "127.0.0.1",
    });
    return { status: response.status, body: JSON.parse(String(response.body)) as Record<string, unknown> };
  }

  it("refuses faults of services and operations that are not served, by name", async () => {
    const error = { code: "X", message: "y" };
    const service = await request("POST", "/_virga/faults", { service: "dynamo", error });
    assert.equal(service.status, 400);
    assert.match(String(service.body.error), /^'service' is 'dynamo', which is not served; there are iam, /);
    const operation = await request("POST", "/_virga/faults", { service: "dynamodb", operation: "GetItems", error });
    assert.equal(operation.status, 400);
    assert.equal(operation.body.error, "'operation' is 'GetItems', which dynamodb does not serve");
    assert.deepEqual((await request("GET", "/_virga/faults")).body, { faults: [] });
    const fault = await request("POST", "/_virga/faults", { service: "dynamodb", operation: "GetItem", error });
    assert.equal(fault.status, 200);
  });

  it("is meant by its path without a slash, too", async () => {
    const { status, body } = await request("GET", "/_virga");
    assert.equal(status, 404);
    assert.match(String(body.error), /docs\/guides\/http-api\.md/);
  });

  it("tells which accounts and regions have stacks", async () => {
    for (const region of ["us-east-1", "eu-west-1"]) {
      for (const StackName of ["a", "b"]) {
        const client = cloud.client(CloudFormation as never, { region }) as CloudFormation;
        await client.createStack({ StackName, TemplateBody: template });
      }
    }
    await cloud.clock.advance(0);
    const { body } = await request("GET", "/_virga/environments");
    assert.deepEqual(body, {
      environments: [
        { account: "000000000000", region: "eu-west-1" },
        { account: "000000000000", region: "us-east-1" },
      ],
    });
  });

  it("leaves no trace of those who look again and again, if they ask for that", async () => {
    const input = { account: "000000000000", region: "us-east-1", input: {} };
    const newest = async () => (await request("GET", "/_virga/traces")).body.traces as readonly { traceId: string }[];
    await request("POST", "/_virga/operations/sts/GetCallerIdentity", input);
    const [before] = await newest();
    await request("POST", "/_virga/operations/sts/GetCallerIdentity", input, { "x-virga-trace": "off" });
    await request("GET", "/_aws/cognito-idp/us-east-1_none/inbox", undefined, { "x-virga-trace": "off" });
    assert.equal((await newest())[0]?.traceId, before?.traceId);
  });
});
