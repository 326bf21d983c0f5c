import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { APIGateway, type GetExportCommandInput } from "@aws-sdk/client-api-gateway";
import { stringify } from "yaml";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";

const mock = (template: string, more: object = {}) => ({
  type: "mock",
  requestTemplates: { "application/json": '{"statusCode": 200}' },
  passthroughBehavior: "never",
  responses: { default: { statusCode: "200", responseTemplates: { "application/json": template } } },
  ...more,
});

const document = {
  openapi: "3.0.1",
  info: { title: "clinic", description: "a test", version: "7" },
  servers: [{ url: "https://example.com/{basePath}", variables: { basePath: { default: "/v1/api" } } }],
  paths: {
    "/patients/{id}": {
      parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
      get: {
        operationId: "readPatient",
        responses: {
          "200": {
            description: "ok",
            content: { "application/json": { schema: { $ref: "#/components/schemas/Patient" } } },
          },
        },
        "x-amazon-apigateway-integration": mock(`{"id": "$input.params('id')"}`),
      },
      "x-amazon-apigateway-any-method": {
        responses: { "200": { description: "ok" } },
        security: [{ api_key: [] }],
        "x-amazon-apigateway-integration": mock("any"),
      },
    },
    "/patients": {
      post: {
        "x-amazon-apigateway-request-validator": "body",
        requestBody: {
          content: { "application/json": { schema: { $ref: "#/components/schemas/Patient" } } },
          required: true,
        },
        responses: { "200": { description: "ok", headers: { Location: { schema: { type: "string" } } } } },
        "x-amazon-apigateway-integration": mock("made", {
          responses: {
            default: {
              statusCode: "200",
              responseParameters: { "method.response.header.Location": "'/patients/1'" },
              responseTemplates: { "application/json": "made" },
            },
          },
        }),
      },
    },
  },
  components: {
    schemas: {
      Name: { type: "string", minLength: 2 },
      Patient: { type: "object", required: ["name"], properties: { name: { $ref: "#/components/schemas/Name" } } },
    },
    securitySchemes: { api_key: { type: "apiKey", name: "x-api-key", in: "header" } },
  },
  "x-amazon-apigateway-request-validators": { body: { validateRequestBody: true, validateRequestParameters: false } },
  "x-amazon-apigateway-gateway-responses": {
    BAD_REQUEST_BODY: {
      statusCode: "422",
      responseTemplates: { "application/json": '{"why": "$context.error.validationErrorString"}' },
    },
  },
};

describe("OpenAPI documents", () => {
  let cloud: TestCloud;
  let client: APIGateway;

  beforeEach(async () => {
    cloud = await createTestCloud();
    client = cloud.client(APIGateway);
  });

  afterEach(() => cloud.close());

  async function imported(body: string, parameters = {}): Promise<string> {
    const { id = "" } = await client.importRestApi({ body: Buffer.from(body), failOnWarnings: true, parameters });
    await client.createDeployment({ restApiId: id, stageName: "dev" });
    return id;
  }

  async function send(id: string, method: string, path: string, body = "") {
    const response = await cloud.runtime.handle({
      method,
      path: `/dev${path}`,
      rawQuery: "",
      headers: { host: `${id}.execute-api.localhost:4566`, "content-type": "application/json" },
      body: Buffer.from(body),
      sourceIp: "127.0.0.1",
    });
    return { status: response.status, text: String(response.body), location: response.headers.location };
  }

  async function exported(restApiId: string, more: Partial<GetExportCommandInput> = {}): Promise<string> {
    const parameters = { extensions: "apigateway" };
    const { body } = await client.getExport({ restApiId, stageName: "dev", exportType: "oas30", parameters, ...more });
    return Buffer.from(body ?? []).toString();
  }

  for (const [kind, text] of [
    ["JSON", JSON.stringify(document)],
    ["YAML", stringify(document)],
  ] as const) {
    it(`become an API that answers (${kind})`, async () => {
      const id = await imported(text);
      assert.deepEqual((await client.getRestApi({ restApiId: id })).name, "clinic");
      assert.deepEqual(await send(id, "GET", "/patients/5"), { status: 200, text: '{"id": "5"}', location: undefined });
      assert.equal((await send(id, "DELETE", "/patients/5")).status, 403);
      const made = await send(id, "POST", "/patients", '{"name": "Ada"}');
      assert.deepEqual(made, { status: 200, text: "made", location: "/patients/1" });
      const refused = await send(id, "POST", "/patients", '{"name": "A"}');
      assert.equal(refused.status, 422);
      assert.match(refused.text, /"why": "\[string \\?"A\\?" is too short/);
    });
  }

  it("round trip: what is exported imports to the same", async () => {
    const id = await imported(JSON.stringify(document));
    const text = await exported(id);
    const again = await imported(text);
    const strip = (each: string, api: string) => each.replaceAll(api, "API");
    assert.equal(strip(await exported(again), again), strip(text, id));
    const swagger = await exported(id, { exportType: "swagger", accepts: "application/yaml" });
    assert.match(swagger, /^swagger: "2\.0"/);
    const third = await imported(swagger);
    assert.equal(strip(await exported(third), third), strip(text, id));
    assert.equal((await send(third, "POST", "/patients", '{"name": "A"}')).status, 422);
  });

  it("leave API Gateway's extensions out unless they are asked for", async () => {
    const id = await imported(JSON.stringify(document));
    assert.doesNotMatch(await exported(id, { parameters: {} }), /x-amazon-apigateway-(integration|gateway)/);
    assert.match(
      await exported(id, { parameters: { extensions: "integrations" } }),
      /x-amazon-apigateway-integration"/,
    );
  });

  it("are merged into an API, or replace it", async () => {
    const id = await imported(JSON.stringify(document));
    const paths = { "/more": { get: { responses: { "200": {} }, "x-amazon-apigateway-integration": mock("more") } } };
    const more = Buffer.from(JSON.stringify({ openapi: "3.0.1", info: { title: "clinic" }, paths }));
    const pathsOf = async () => (await client.getResources({ restApiId: id })).items?.map(({ path }) => path).sort();
    await client.putRestApi({ restApiId: id, mode: "merge", body: more });
    assert.deepEqual(await pathsOf(), ["/", "/more", "/patients", "/patients/{id}"]);
    await client.putRestApi({ restApiId: id, mode: "overwrite", body: more });
    assert.deepEqual(await pathsOf(), ["/", "/more"]);
  });

  it("keep their base path if told to", async () => {
    const id = await imported(JSON.stringify(document), { basepath: "split" });
    assert.equal((await send(id, "GET", "/api/patients/5")).status, 200);
  });

  it("that are none are refused", async () => {
    for (const body of [
      "{",
      "just text",
      "{}",
      '{"openapi": "4.0"}',
      "a: [",
      '{"swagger": "2.0", "paths": {"x": {}}}',
    ]) {
      await assert.rejects(client.importRestApi({ body: Buffer.from(body) }), { name: "BadRequestException" }, body);
    }
  });
});
