import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { TestApp } from "./test-app.suite.ts";

describe("a CDK app with an API behind a custom domain, an authorizer and a usage plan", () => {
  let app: TestApp;
  let client: APIGateway;
  let outputs: Record<string, string | undefined>;

  before(async () => {
    app = await TestApp.open("guarded-api");
    client = app.cloud.client(APIGateway);
    outputs = await deploy();
  });

  after(async () => {
    assert.deepEqual(app.cloud.reports, []);
    await app.close();
  });

  async function deploy(): Promise<Record<string, string | undefined>> {
    const deployed = await app.deploy();
    const found = deployed.flatMap(({ description }) => description.Outputs ?? []);
    return Object.fromEntries(found.map(({ OutputKey = "", OutputValue }) => [OutputKey, OutputValue]));
  }

  const credentials = { "x-api-key": "a-key-of-more-than-20-letters", "x-token": "letmein" };

  async function get(host: string, path: string, headers: Readonly<Record<string, string>> = credentials) {
    const request = { method: "GET", path, rawQuery: "", body: new Uint8Array(), sourceIp: "127.0.0.1" };
    const { status, body } = await app.cloud.runtime.handle({ ...request, headers: { host, ...headers } });
    return [status, String(body)] as const;
  }

  it("answers under its domain's base path, as AWS tells functions of it", async () => {
    const [status, body] = await get("api.example.com", "/v1/users/7");
    assert.equal(status, 200);
    assert.deepEqual(JSON.parse(body), {
      path: "/v1/users/7",
      resource: "/users/{id}",
      whole: "/v1/users/7",
      domainName: "api.example.com",
      domainPrefix: "api",
      stage: "live",
      who: "ada",
    });
    assert.match(outputs.Alias ?? "", /^d-[a-z0-9]{10}\.execute-api\.us-east-1\.amazonaws\.com$/);
    assert.equal(outputs.Zone, "Z1UJRXOUMOOFQ8");
  });

  it("answers nowhere else", async () => {
    const forbidden = [403, '{"message":"Forbidden"}'];
    assert.deepEqual(await get("api.example.com", "/users/7"), forbidden);
    assert.deepEqual(await get(`${outputs.ApiId}.execute-api.localhost:4566`, "/live/users/7"), forbidden);
  });

  it("lets in only who has a token and a key, and not too often", async () => {
    const { "x-token": token, "x-api-key": key } = credentials;
    const status = async (headers: Readonly<Record<string, string>>) =>
      (await get("api.example.com", "/v1/users/7", headers))[0];
    await app.cloud.clock.advance(1_000);
    assert.equal(await status({}), 401);
    assert.equal(await status({ "x-token": "wrong", "x-api-key": key }), 401);
    assert.equal(await status({ "x-token": token }), 403);
    assert.equal(await status({ "x-token": token, "x-api-key": "wrong" }), 403);
    const often = [await status(credentials), await status(credentials), await status(credentials)];
    assert.deepEqual(often, [200, 200, 429]);
  });

  it("exports its documentation, and has a certificate", async () => {
    const restApiId = outputs.ApiId ?? "";
    const stage = await client.getStage({ restApiId, stageName: "live" });
    assert.equal(stage.documentationVersion, "1.0");
    const { clientCertificateId = "" } = stage;
    assert.equal((await client.getClientCertificate({ clientCertificateId })).description, "for back ends");
    const parameters = { extensions: "documentation" };
    const input = { restApiId, stageName: "live", exportType: "oas30", parameters };
    const { body } = await client.getExport(input);
    const document = JSON.parse(Buffer.from(body ?? []).toString()) as Record<string, { documentationParts: object[] }>;
    const texts = document["x-amazon-apigateway-documentation"]?.documentationParts.map((part) =>
      JSON.stringify((part as { properties: object }).properties),
    );
    assert.deepEqual(texts?.sort(), ['{"description":"One of them"}', '{"description":"Who is who"}']);
  });

  it("is changed and taken away", async () => {
    const source = await app.read("app.mjs");
    await app.write("app.mjs", source.replace('basePath: "v1"', 'basePath: "v2"'));
    await deploy();
    await app.cloud.clock.advance(1_000);
    assert.equal((await get("api.example.com", "/v1/users/7"))[0], 403);
    assert.equal((await get("api.example.com", "/v2/users/7"))[0], 200);
    await app.destroy();
    assert.deepEqual((await client.getDomainNames({})).items, []);
    assert.deepEqual((await client.getRestApis({})).items, []);
  });
});
