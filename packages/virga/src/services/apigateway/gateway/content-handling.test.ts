import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";
import { RestApiUnderTest } from "../rest-api.suite.ts";

const text = "in text";
const encoded = Buffer.from(text).toString("base64");
const bytes = Buffer.from([0x1f, 0x8b, 0xff, 0x00]);
const bytesEncoded = bytes.toString("base64");
const binaryMediaTypes = ["image/png"];
type Handling = "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT" | undefined;

/** Which payload of which type becomes which: one row of AWS's tables each. */
type Row = readonly [string, Buffer | string, string, readonly string[], Handling, Buffer | string];

const requests: readonly Row[] = [
  ["text without media types", text, "text/plain", [], undefined, text],
  ["text without media types", encoded, "image/png", [], "CONVERT_TO_BINARY", text],
  ["text without media types", text, "text/plain", [], "CONVERT_TO_TEXT", text],
  ["bytes without media types", bytes, "image/png", [], undefined, Buffer.from(bytes.toString())],
  ["text of a text type", text, "text/plain", binaryMediaTypes, undefined, text],
  ["text of a text type", encoded, "text/plain", binaryMediaTypes, "CONVERT_TO_BINARY", text],
  ["text of a text type", text, "text/plain", binaryMediaTypes, "CONVERT_TO_TEXT", text],
  ["bytes of a binary type", bytes, "image/png", binaryMediaTypes, undefined, bytes],
  ["bytes of a binary type", bytes, "image/png; v=1", ["image/*"], "CONVERT_TO_BINARY", bytes],
  ["bytes of a binary type", bytes, "image/png", ["*/*"], "CONVERT_TO_TEXT", bytesEncoded],
];

/** The last type is what the client accepts; the answer's own is `image/png` for bytes. */
const answers: readonly (readonly [...Row, string])[] = [
  ["text, without media types,", text, "text/plain", [], undefined, text, "text/plain"],
  ["text, without media types,", encoded, "text/plain", [], "CONVERT_TO_BINARY", text, "text/plain"],
  ["text, without media types,", text, "text/plain", [], "CONVERT_TO_TEXT", text, "text/plain"],
  ["text for a text type", text, "text/plain", binaryMediaTypes, undefined, text, "text/plain"],
  ["text for a text type", encoded, "text/plain", binaryMediaTypes, "CONVERT_TO_BINARY", text, "text/plain"],
  ["text for a text type", text, "text/plain", binaryMediaTypes, "CONVERT_TO_TEXT", text, "text/plain"],
  ["text for a binary type", encoded, "text/plain", binaryMediaTypes, undefined, text, "image/png"],
  ["text for a binary type", encoded, "text/plain", binaryMediaTypes, "CONVERT_TO_BINARY", text, "image/png"],
  ["text for a binary type", encoded, "text/plain", binaryMediaTypes, "CONVERT_TO_TEXT", encoded, "image/png"],
  ["bytes for a text type", bytes, "image/png", binaryMediaTypes, undefined, bytesEncoded, "text/plain, image/png"],
  ["bytes for a text type", bytes, "image/png", binaryMediaTypes, "CONVERT_TO_BINARY", bytes, "text/plain"],
  ["bytes for a text type", bytes, "image/png", binaryMediaTypes, "CONVERT_TO_TEXT", bytesEncoded, "text/plain"],
  ["bytes for a binary type", bytes, "image/png", binaryMediaTypes, undefined, bytes, "image/png, text/plain"],
  ["bytes for a binary type", bytes, "image/png", binaryMediaTypes, "CONVERT_TO_BINARY", bytes, "image/png"],
  ["bytes for a binary type", bytes, "image/png", binaryMediaTypes, "CONVERT_TO_TEXT", bytesEncoded, "image/png"],
];

describe("content handling", () => {
  let server: Server;
  let uri: string;
  let received: Buffer;
  let answer: { readonly body: Buffer | string; readonly type: string };
  let cloud: TestCloud;

  before(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      received = Buffer.concat(chunks);
      response.writeHead(200, { "content-type": answer.type }).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(() => server.close());

  beforeEach(async () => {
    cloud = await createTestCloud();
    answer = { body: "{}", type: "application/json" };
  });

  afterEach(() => cloud.close());

  /** An API whose `POST /` goes to the endpoint. */
  async function deployed(
    types: readonly string[],
    handling: { readonly request?: Handling; readonly response?: Handling },
    templates: { readonly request?: string; readonly response?: string } = {},
  ): Promise<RestApiUnderTest> {
    const api = await RestApiUnderTest.create(cloud, { binaryMediaTypes: types });
    await api.method("POST", "/", {
      integration: {
        ...{ type: "HTTP", integrationHttpMethod: "POST", uri },
        requestTemplates: templates.request === undefined ? {} : { "image/png": templates.request },
        ...(handling.request === undefined ? {} : { contentHandling: handling.request }),
      },
      responses: [
        {
          statusCode: "200",
          ...(handling.response === undefined ? {} : { contentHandling: handling.response }),
          ...(templates.response === undefined ? {} : { template: templates.response }),
        },
      ],
    });
    await api.deploy();
    return api;
  }

  for (const [name, payload, contentType, types, request, wanted] of requests) {
    it(`hands ${name} on with ${request ?? "no conversion"} (${contentType})`, async () => {
      const api = await deployed(types, { request });
      assert.equal((await api.send("POST", "/", payload, { "content-type": contentType })).status, 200);
      assert.deepEqual(received, Buffer.from(wanted));
    });
  }

  for (const [name, body, type, types, response, wanted, accept] of answers) {
    it(`answers ${name} with ${response ?? "no conversion"}`, async () => {
      const api = await deployed(types, { response });
      answer = { body, type };
      const { status, bytes: answered } = await api.send("POST", "/", "{}", { accept });
      assert.deepEqual([status, answered], [200, Buffer.from(wanted)]);
    });
  }

  it("gives templates the converted text, and fails where there is none", async () => {
    const headers = { "content-type": "image/png", accept: "image/png" };
    const template = "<$input.body>";
    const asText = await deployed(binaryMediaTypes, { request: "CONVERT_TO_TEXT" }, { request: template });
    assert.equal((await asText.send("POST", "/", bytes, headers)).status, 500, "the answer is no base64");
    assert.equal(received.toString(), `<${bytesEncoded}>`);
    const unconverted = await deployed(binaryMediaTypes, {}, { request: template });
    assert.equal((await unconverted.send("POST", "/", bytes, headers)).status, 500);
    const response = await deployed(binaryMediaTypes, { response: "CONVERT_TO_TEXT" }, { response: template });
    answer = { body: bytes, type: "image/png" };
    assert.equal((await response.send("POST", "/", "{}")).text, `<${bytesEncoded}>`);
    const undecoded = await deployed(binaryMediaTypes, {}, { response: template });
    assert.equal((await undecoded.send("POST", "/", "{}", headers)).status, 500);
  });

  it("fails for text that is to be bytes and is no base64", async () => {
    const api = await deployed([], { request: "CONVERT_TO_BINARY" });
    const { status, text: body } = await api.send("POST", "/", "no base64!");
    assert.deepEqual([status, body], [500, '{"message": "Internal server error"}']);
  });

  it("is changed by patches, live with the next deployment, and refused if AWS knows none such", async () => {
    const api = await deployed([], {});
    const name = { restApiId: api.id, resourceId: api.rootResourceId, httpMethod: "POST" };
    const replace = (value: string) => [{ op: "replace" as const, path: "/contentHandling", value }];
    await api.client.updateIntegration({ ...name, patchOperations: replace("CONVERT_TO_BINARY") });
    const changed = await api.client.updateIntegrationResponse({
      ...{ ...name, statusCode: "200" },
      patchOperations: replace("CONVERT_TO_BINARY"),
    });
    assert.equal(changed.contentHandling, "CONVERT_TO_BINARY");
    await assert.rejects(api.client.updateIntegration({ ...name, patchOperations: replace("OTHER") }), {
      name: "BadRequestException",
    });
    await api.deploy();
    answer = { body: encoded, type: "text/plain" };
    assert.equal((await api.send("POST", "/", encoded)).text, text);
    assert.equal(received.toString(), text);
  });
});
