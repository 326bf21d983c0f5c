import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { createTestCloud, type TestCloud } from "../testing/index.ts";
import { run } from "./run.suite.ts";

describe("virga api", () => {
  let cloud: TestCloud;
  let port: string;

  before(async () => {
    cloud = await createTestCloud();
    ({ port } = new URL(await cloud.listen()));
    const client = cloud.client(APIGateway);
    const { id: restApiId = "", rootResourceId: parentId = "" } = await client.createRestApi({ name: "shop" });
    const { id: resourceId = "" } = await client.createResource({ restApiId, parentId, pathPart: "{id}" });
    const method = { restApiId, resourceId, httpMethod: "GET" };
    await client.putMethod({ ...method, authorizationType: "AWS_IAM", apiKeyRequired: true });
    const requestTemplates = { "application/json": '{"statusCode": 200}' };
    await client.putIntegration({ ...method, type: "MOCK", requestTemplates });
    await client.putMethodResponse({ ...method, statusCode: "200" });
    const responseTemplates = { "application/json": "it is $input.params('id') $input.params('x-a')" };
    await client.putIntegrationResponse({ ...method, statusCode: "200", responseTemplates });
  });

  after(() => cloud.close());

  it("lists the routes with integration and authorization", async () => {
    const { code, output, errors } = await run("api", "--port", port);
    assert.equal(code, 0, errors);
    assert.match(output, /^shop \(\w+\)\n {2}GET +\/\{id\} +MOCK, authorization AWS_IAM, API key\n$/);
  });

  it("takes a request apart", async () => {
    const { code, output, errors } = await run("api", "GET", "/seven?q=1", "--header", "X-A=b", "--port", port);
    assert.deepEqual([code, output], [0, "it is seven b\n"], errors);
    assert.match(errors, /Method request path: \{id=seven\}/);
    assert.match(errors, /Method completed with status: 200/);
  });

  it("says what is not there", async () => {
    for (const words of [["none"], ["shop", "/none"], ["PUT", "/seven"]]) {
      const { code, errors } = await run("api", ...words, "--port", port);
      assert.deepEqual([code, /see: virga api/.test(errors)], [1, true]);
    }
  });
});
