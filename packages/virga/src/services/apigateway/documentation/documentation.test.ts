import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { APIGateway } from "@aws-sdk/client-api-gateway";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";
import { RestApiUnderTest } from "../rest-api.suite.ts";

const extension = "x-amazon-apigateway-documentation";

describe("the documentation of an API", () => {
  let cloud: TestCloud;
  let client: APIGateway;
  let restApiId: string;

  beforeEach(async () => {
    cloud = await createTestCloud();
    const api = await RestApiUnderTest.create(cloud);
    await api.method("GET", "/users");
    await api.deploy();
    client = api.client;
    restApiId = api.id;
  });

  afterEach(async () => {
    assert.deepEqual(cloud.reports, []);
    await cloud.close();
  });

  const text = (description: string) => JSON.stringify({ description });

  async function exported(id: string, extensions: string): Promise<Record<string, unknown>> {
    const input = { restApiId: id, stageName: "dev", exportType: "oas30", parameters: { extensions } };
    const { body } = await client.getExport(input);
    return JSON.parse(Buffer.from(body ?? []).toString());
  }

  it("is kept in parts, one for each place", async () => {
    const location = { type: "METHOD" as const, path: "/users", method: "GET" };
    const { $metadata, ...part } = await client.createDocumentationPart({
      restApiId,
      location,
      properties: text("Lists users"),
    });
    assert.equal($metadata.httpStatusCode, 201);
    assert.deepEqual({ ...part, id: 0 }, { id: 0, location, properties: text("Lists users") });
    const create = (other: object, properties = "{}") =>
      client.createDocumentationPart({ restApiId, location: other as never, properties });
    await assert.rejects(create(location), {
      name: "ConflictException",
      message:
        "Documentation part already exists for the specified location: type 'METHOD', path '/users', method 'GET'.",
    });
    for (const wrong of [
      { type: "API", path: "/" },
      { type: "QUERY_PARAMETER" },
      { type: "MODEL" },
      { type: "METHOD", name: "x" },
    ]) {
      await assert.rejects(create(wrong), { name: "BadRequestException" }, JSON.stringify(wrong));
    }
    for (const properties of ["", "text", "[]"]) {
      await assert.rejects(create({ type: "API" }, properties), { name: "BadRequestException" }, properties);
    }
    const anyMethod = await create({ type: "RESPONSE" });
    assert.deepEqual(anyMethod.location, { type: "RESPONSE", path: "/", method: "*", statusCode: "*" });
    const listed = await client.getDocumentationParts({ restApiId, type: "METHOD", path: "/users" });
    assert.deepEqual(
      listed.items?.map(({ id }) => id),
      [part.id],
    );
    const name = { restApiId, documentationPartId: part.id ?? "" };
    const patchOperations = [{ op: "replace" as const, path: "/properties", value: text("All users") }];
    await client.updateDocumentationPart({ ...name, patchOperations });
    assert.equal((await client.getDocumentationPart(name)).properties, text("All users"));
    await client.deleteDocumentationPart(name);
    await assert.rejects(client.getDocumentationPart(name), {
      name: "NotFoundException",
      message: "Invalid Documentation part identifier specified",
    });
  });

  it("is exported as it was when the stage's version was made", async () => {
    const location = { type: "API" as const };
    const { id = "" } = await client.createDocumentationPart({ restApiId, location, properties: text("first") });
    const version = { restApiId, documentationVersion: "1.0" };
    await client.createDocumentationVersion({ ...version, stageName: "dev", description: "the first" });
    await assert.rejects(client.createDocumentationVersion(version), { name: "ConflictException" });
    const patchOperations = [{ op: "replace" as const, path: "/properties", value: text("second") }];
    await client.updateDocumentationPart({ restApiId, documentationPartId: id, patchOperations });
    assert.deepEqual((await exported(restApiId, "documentation"))[extension], {
      version: "1.0",
      createdDate: "2026-01-01T00:00:00.000Z",
      documentationParts: [{ location, properties: { description: "first" } }],
    });
    assert.equal((await exported(restApiId, "integrations"))[extension], undefined);
    assert.equal((await client.getStage({ restApiId, stageName: "dev" })).documentationVersion, "1.0");
    const { items } = await client.getDocumentationVersions({ restApiId });
    assert.deepEqual(
      items?.map((each) => each.description),
      ["the first"],
    );
    const unknown = { op: "replace" as const, path: "/documentationVersion", value: "9" };
    await assert.rejects(client.updateStage({ restApiId, stageName: "dev", patchOperations: [unknown] }), {
      name: "NotFoundException",
    });
    await client.updateDocumentationVersion({
      ...version,
      patchOperations: [{ op: "replace", path: "/description", value: "x" }],
    });
    assert.equal((await client.getDocumentationVersion(version)).description, "x");
    await client.deleteDocumentationVersion(version);
    await assert.rejects(client.getDocumentationVersion(version), { name: "NotFoundException" });
  });

  it("is imported, by itself or with its API", async () => {
    const part = (type: string, description: string) => ({ location: { type }, properties: { description } });
    const document = (...documentationParts: object[]) => ({
      openapi: "3.0.1",
      info: { title: "clinic" },
      paths: {},
      [extension]: { documentationParts },
    });
    const imported = async (mode: "merge" | "overwrite", ...parts: object[]) => {
      const body = Buffer.from(JSON.stringify(document(...parts)));
      return (await client.importDocumentationParts({ restApiId, mode, body })).ids ?? [];
    };
    const texts = async (id = restApiId) =>
      (await client.getDocumentationParts({ restApiId: id })).items?.map(({ properties }) => properties).sort();
    const [first] = await imported("merge", part("API", "a"));
    const [again] = await imported("merge", part("API", "b"), part("RESOURCE", "r"));
    assert.equal(again, first);
    assert.deepEqual(await texts(), [text("b"), text("r")]);
    await imported("overwrite", part("RESOURCE", "only"));
    assert.deepEqual(await texts(), [text("only")]);
    const body = Buffer.from(JSON.stringify(document(part("API", "whole"))));
    assert.deepEqual(await texts((await client.importRestApi({ body })).id ?? ""), [text("whole")]);
    const bare = await client.importRestApi({ body, parameters: { ignore: "documentation" } });
    assert.deepEqual(await texts(bare.id ?? ""), []);
  });
});
