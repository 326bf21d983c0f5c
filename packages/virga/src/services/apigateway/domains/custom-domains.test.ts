import assert from "node:assert/strict";
import { request as requestHttp } from "node:http";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { APIGateway } from "@aws-sdk/client-api-gateway";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";
import { RestApiUnderTest } from "../rest-api.suite.ts";

const account = "000000000000";
const certificateIn = (region: string) =>
  `arn:aws:acm:${region}:${account}:certificate/12345678-1234-1234-1234-1234567890ab`;
const regionalCertificateArn = certificateIn("us-east-1");
const regional = { regionalCertificateArn, endpointConfiguration: { types: ["REGIONAL" as const] } };
const forbidden = [403, '{"message":"Forbidden"}', "ForbiddenException"];
const refused = (name: string, message: string | RegExp) => ({ name, message });

describe("custom domains", () => {
  let cloud: TestCloud;
  let client: APIGateway;
  let api: RestApiUnderTest;

  beforeEach(async () => {
    cloud = await createTestCloud();
    api = await RestApiUnderTest.create(cloud);
    client = api.client;
    const responseTemplate =
      '{"path": "$context.path", "domain": "$context.domainName", "prefix": "$context.domainPrefix", "stage": "$context.stage", "resource": "$context.resourcePath"}';
    await api.method("GET", "/", { responseTemplate });
    await api.method("GET", "/users/{id}", { responseTemplate });
    await api.deploy();
    await api.deploy("test");
  });

  afterEach(async () => {
    assert.deepEqual(cloud.reports, []);
    await cloud.close();
  });

  const send = async (host: string, path: string) => {
    const { status, text, headers } = await api.request({ method: "GET", path, headers: { host } });
    return { status, text, type: headers["x-amzn-errortype"] };
  };
  const seen = async (host: string, path: string) => JSON.parse((await send(host, path)).text) as unknown;
  const isForbidden = async (host: string, path: string) => {
    const { status, text, type } = await send(host, path);
    assert.deepEqual([status, text, type], forbidden, `${host}${path}`);
  };
  const map = (domainName: string, basePath?: string, stage?: string) =>
    client.createBasePathMapping({
      domainName,
      restApiId: api.id,
      ...(basePath === undefined ? {} : { basePath }),
      ...(stage === undefined ? {} : { stage }),
    });

  it("are described with the names and zones of their type of endpoint", async () => {
    const { $metadata, ...domain } = await client.createDomainName({ domainName: "API.example.com", ...regional });
    assert.equal($metadata.httpStatusCode, 201);
    assert.match(domain.regionalDomainName ?? "", /^d-[a-z0-9]{10}\.execute-api\.us-east-1\.amazonaws\.com$/);
    assert.deepEqual(domain, {
      domainName: "api.example.com",
      domainNameArn: "arn:aws:apigateway:us-east-1::/domainnames/api.example.com",
      regionalCertificateArn,
      regionalDomainName: domain.regionalDomainName,
      regionalHostedZoneId: "Z1UJRXOUMOOFQ8",
      endpointConfiguration: { types: ["REGIONAL"], ipAddressType: "ipv4" },
      domainNameStatus: "AVAILABLE",
      securityPolicy: "TLS_1_2",
      routingMode: "BASE_PATH_MAPPING_ONLY",
    });
    const edge = await client.createDomainName({
      domainName: "*.edge.example",
      certificateArn: regionalCertificateArn,
    });
    assert.match(edge.distributionDomainName ?? "", /^d[a-z0-9]{13}\.cloudfront\.net$/);
    assert.deepEqual(
      [edge.distributionHostedZoneId, edge.endpointConfiguration?.types, edge.regionalDomainName],
      ["Z2FDTNDATAQYW2", ["EDGE"], undefined],
    );
    const first = await client.getDomainNames({ limit: 1 });
    const second = await client.getDomainNames({ limit: 1, position: first.position ?? "" });
    const names = [...(first.items ?? []), ...(second.items ?? [])].map(({ domainName }) => domainName);
    assert.deepEqual([names, second.position], [["*.edge.example", "api.example.com"], undefined]);
  });

  it("that AWS refuses are refused", async () => {
    const domainName = "api.example.com";
    await client.createDomainName({ domainName, ...regional });
    const create = (input: object) => client.createDomainName({ domainName: "b.example.com", ...input });
    const edge = { endpointConfiguration: { types: ["EDGE" as const] } };
    const cases: [object, string, string | RegExp][] = [
      [{ ...regional, domainName }, "BadRequestException", "The domain name you provided already exists."],
      [{}, "BadRequestException", "A certificate was not provided for the endpoint type EDGE."],
      [
        { endpointConfiguration: { types: ["REGIONAL"] } },
        "BadRequestException",
        "A certificate was not provided for the endpoint type REGIONAL.",
      ],
      [
        { ...edge, certificateArn: certificateIn("eu-west-1") },
        "BadRequestException",
        `Invalid certificate ARN: ${certificateIn("eu-west-1")}. Certificate must be in 'us-east-1'.`,
      ],
      [{ ...regional, regionalCertificateArn: "x" }, "BadRequestException", "Invalid certificate ARN: x."],
      ...["localhost", "sqs.us-east-1.amazonaws.com", "a.localhost", "-.example.com", "10.0.0.1"].map(
        (name): [object, string, RegExp] => [
          { ...regional, domainName: name },
          "BadRequestException",
          /^Invalid domain name specified/,
        ],
      ),
      [{ ...regional, mutualTlsAuthentication: { truststoreUri: "s3://b/k" } }, "NotImplemented", /mutual TLS/],
      [{ ...regional, certificateBody: "x" }, "NotImplemented", /uploaded certificates/],
      [{ endpointConfiguration: { types: ["PRIVATE"] } }, "NotImplemented", /private custom domain names/],
    ];
    for (const [input, name, message] of cases) await assert.rejects(create(input), refused(name, message));
    const missing = refused("NotFoundException", "Invalid domain name identifier specified");
    await assert.rejects(client.getDomainName({ domainName: "c.example.com" }), missing);
    await assert.rejects(client.deleteDomainName({ domainName: "c.example.com" }), missing);
    await assert.rejects(map("c.example.com"), missing);
  });

  it("are patched, tagged and deleted", async () => {
    const domainName = "api.example.com";
    await client.createDomainName({ domainName, ...regional, tags: { a: "1" } });
    const op = "replace" as const;
    const updated = await client.updateDomainName({
      domainName,
      patchOperations: [
        { op, path: "/certificateArn", value: regionalCertificateArn },
        { op, path: "/endpointConfiguration/types/REGIONAL", value: "EDGE" },
        { op, path: "/securityPolicy", value: "TLS_1_0" },
      ],
    });
    assert.deepEqual([updated.endpointConfiguration?.types, updated.securityPolicy], [["EDGE"], "TLS_1_0"]);
    assert.match(updated.distributionDomainName ?? "", /cloudfront/);
    const patch = (path: string) =>
      client.updateDomainName({ domainName, patchOperations: [{ op, path, value: "x" }] });
    await assert.rejects(patch("/mutualTlsAuthentication/truststoreUri"), { name: "NotImplemented" });
    await assert.rejects(patch("/domainName"), refused("BadRequestException", /^Invalid patch path/));
    const resourceArn = "arn:aws:apigateway:us-east-1::/domainnames/api.example.com";
    await client.tagResource({ resourceArn, tags: { b: "2" } });
    assert.deepEqual((await client.getDomainName({ domainName })).tags, { a: "1", b: "2" });
    await map(domainName);
    await client.deleteDomainName({ domainName });
    await client.createDomainName({ domainName, ...regional });
    assert.deepEqual((await client.getBasePathMappings({ domainName })).items, []);
  });

  it("keep base path mappings, with AWS's errors", async () => {
    const domainName = "api.example.com";
    await client.createDomainName({ domainName, ...regional });
    const { $metadata, ...root } = await map(domainName);
    assert.deepEqual([$metadata.httpStatusCode, root], [201, { basePath: "(none)", restApiId: api.id }]);
    await map(domainName, "v1", "dev");
    const conflict = refused("ConflictException", "Base path already exists for this domain name");
    await assert.rejects(map(domainName, "v1", "test"), conflict);
    await assert.rejects(map(domainName, "(none)"), conflict);
    const slash = /^API Gateway V1 doesn't support the slash character \(\/\) in base path mappings\./;
    await assert.rejects(map(domainName, "a/b"), refused("BadRequestException", slash));
    await assert.rejects(map(domainName, "a b"), { name: "BadRequestException" });
    await assert.rejects(
      map(domainName, "v2", "x"),
      refused("BadRequestException", "Invalid stage identifier specified"),
    );
    await assert.rejects(
      client.createBasePathMapping({ domainName, restApiId: "none" }),
      refused("BadRequestException", "Invalid REST API identifier specified"),
    );
    const missing = refused("NotFoundException", "Invalid base path mapping identifier specified");
    await assert.rejects(client.getBasePathMapping({ domainName, basePath: "v9" }), missing);
    await assert.rejects(client.deleteBasePathMapping({ domainName, basePath: "v9" }), missing);
    const op = "replace" as const;
    const rename = (value: string) =>
      client.updateBasePathMapping({
        domainName,
        basePath: "v1",
        patchOperations: [
          { op, path: "/basePath", value },
          { op, path: "/stage", value: "test" },
        ],
      });
    await assert.rejects(rename("(none)"), conflict);
    assert.deepEqual((await rename("v3")).stage, "test");
    const { items } = await client.getBasePathMappings({ domainName });
    assert.deepEqual(items, [
      { basePath: "(none)", restApiId: api.id },
      { basePath: "v3", restApiId: api.id, stage: "test" },
    ]);
  });

  it("keep what they are mapped to from being deleted", async () => {
    const domainName = "api.example.com";
    await client.createDomainName({ domainName, ...regional });
    await map(domainName, "v1", "dev");
    const mapped = (what: string) =>
      refused("BadRequestException", `Please remove all base path mappings related to the ${what} in your account.`);
    await assert.rejects(client.deleteRestApi({ restApiId: api.id }), mapped("API"));
    await assert.rejects(client.deleteStage({ restApiId: api.id, stageName: "dev" }), mapped("stage"));
    await client.deleteStage({ restApiId: api.id, stageName: "test" });
    await client.deleteBasePathMapping({ domainName, basePath: "v1" });
    await client.deleteRestApi({ restApiId: api.id });
  });

  it("lead by base path to a stage, which sees the client's path", async () => {
    const domainName = "api.example.com";
    const { regionalDomainName = "" } = await client.createDomainName({ domainName, ...regional });
    await isForbidden(domainName, "/users/7");
    await map(domainName, "v1", "dev");
    const inDev = { domain: domainName, prefix: "api", stage: "dev" };
    const user = { ...inDev, path: "/v1/users/7", resource: "/users/{id}" };
    assert.deepEqual(await seen(domainName, "/v1/users/7?a=1"), user);
    assert.deepEqual(await seen("API.Example.com:4566", "/v1/users/7"), user);
    assert.deepEqual(await seen(`${domainName}.localhost:4566`, "/v1/users/7"), user);
    assert.deepEqual(await seen(domainName, "/v1"), { ...inDev, path: "/v1", resource: "/" });
    for (const path of ["/", "/users/7", "/v1x/users/7", "/dev/users/7"]) await isForbidden(domainName, path);
    assert.deepEqual(await seen(regionalDomainName, "/v1/users/7"), {
      ...user,
      domain: regionalDomainName,
      prefix: regionalDomainName.split(".")[0],
    });
    await map(domainName, undefined, "test");
    assert.deepEqual(await seen(domainName, "/users/7"), { ...user, stage: "test", path: "/users/7" });
    assert.deepEqual(await seen(domainName, "/v1/users/7"), user);
    assert.equal((await send(domainName, "/v2/users/7")).text, '{"message":"Missing Authentication Token"}');
    await client.deleteDomainName({ domainName });
    assert.notEqual((await send(domainName, "/users/7")).status, 200);
  });

  it("take the stage from the path where the mapping names none", async () => {
    const domainName = "api.example.com";
    await client.createDomainName({ domainName, ...regional });
    await map(domainName, "any");
    assert.deepEqual(await seen(domainName, "/any/test/users/7"), {
      domain: domainName,
      prefix: "api",
      stage: "test",
      path: "/any/test/users/7",
      resource: "/users/{id}",
    });
    await isForbidden(domainName, "/any/prod/users/7");
    await isForbidden(domainName, "/any");
  });

  it("of one name go before those of a wildcard", async () => {
    await client.createDomainName({ domainName: "*.example.com", ...regional });
    await client.createDomainName({ domainName: "b.example.com", ...regional });
    await map("*.example.com", undefined, "dev");
    await map("b.example.com", undefined, "test");
    const stageAt = async (host: string) => ((await seen(host, "/")) as { stage: string }).stage;
    assert.deepEqual([await stageAt("a.example.com"), await stageAt("b.example.com")], ["dev", "test"]);
    assert.notEqual((await send("a.b.example.com", "/")).status, 200);
  });

  it("come and go with the cloud's state", async () => {
    const before = cloud.snapshot();
    const domainName = "api.example.com";
    await client.createDomainName({ domainName, ...regional });
    await map(domainName, undefined, "dev");
    assert.equal((await send(domainName, "/users/7")).status, 200);
    const after = cloud.snapshot();
    cloud.restore(before);
    await cloud.clock.advance(1);
    assert.notEqual((await send(domainName, "/users/7")).status, 200);
    cloud.restore(after);
    await cloud.clock.advance(1);
    assert.equal((await send(domainName, "/users/7")).status, 200);
    const fork = await cloud.fork();
    const request = { method: "GET", path: "/users/7", rawQuery: "", headers: { host: domainName } };
    const { status } = await fork.runtime.handle({ ...request, body: new Uint8Array(), sourceIp: "127.0.0.1" });
    assert.equal(status, 200);
    await fork.close();
  });

  it("stay open where the API's default endpoint is closed", async () => {
    const domainName = "api.example.com";
    await client.createDomainName({ domainName, ...regional });
    await map(domainName, undefined, "dev");
    const patchOperations = [{ op: "replace" as const, path: "/disableExecuteApiEndpoint", value: "true" }];
    await client.updateRestApi({ restApiId: api.id, patchOperations });
    await api.deploy();
    await isForbidden(`${api.id}.execute-api.localhost:4566`, "/dev/users/7");
    assert.equal((await send(domainName, "/users/7")).status, 200);
  });

  describe("over the socket", () => {
    async function get(host: string, path: string, headers: Record<string, string> = {}) {
      const url = new URL(await cloud.listen());
      return new Promise<{ status: number; text: string }>((resolve, reject) => {
        const options = { host: "127.0.0.1", port: url.port, path, headers: { host, ...headers } };
        const sent = requestHttp(options, (response) => {
          let text = "";
          response.on("data", (chunk: Buffer) => (text += chunk.toString()));
          response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
        });
        sent.on("error", reject);
        sent.end();
      });
    }

    it("are let in as long as they are there, with nothing but their API behind them", async () => {
      const domainName = "api.example.com";
      assert.match((await get(domainName, "/users/7")).text, /does not answer to the host api\.example\.com.*--host/);
      await client.createDomainName({ domainName, ...regional });
      await map(domainName, undefined, "dev");
      assert.equal((await get(domainName, "/users/7")).status, 200);
      assert.equal((await get(domainName, "/users/7", { origin: "https://app.example" })).status, 200);
      const missing = '{"message":"Missing Authentication Token"}';
      assert.equal((await get(domainName, "/_virga/health")).text, missing);
      const target = { "x-amz-target": "DynamoDB_20120810.ListTables", origin: `https://${domainName}` };
      assert.equal((await get(domainName, "/", target)).status, 200);
      assert.match(
        (await get("localhost", "/_virga/health", { origin: `https://${domainName}` })).text,
        /answer pages of/,
      );
      await client.deleteDomainName({ domainName });
      assert.match((await get(domainName, "/users/7")).text, /does not answer to the host/);
    });
  });
});
