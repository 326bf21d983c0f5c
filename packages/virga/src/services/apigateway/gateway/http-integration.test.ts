import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";
import { RestApiUnderTest } from "../rest-api.suite.ts";

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

describe("HTTP integrations", () => {
  let server: Server;
  let endpoint: string;
  let received: Received[];
  let cloud: TestCloud;
  let api: RestApiUnderTest;

  before(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { method, url, headers } = request;
      received.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      const status = url?.startsWith("/teapot") ? 418 : 200;
      const names = { "content-type": "application/json", "x-own": "yes", "www-authenticate": "Basic" };
      response.writeHead(status, names).end('{"from":"endpoint"}');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(() => server.close());

  beforeEach(async () => {
    received = [];
    cloud = await createTestCloud();
    api = await RestApiUnderTest.create(cloud);
  });

  afterEach(() => cloud.close());

  it("pass the request on and its answer back as they are", async () => {
    await api.method("ANY", "/things/{proxy+}", {
      requestParameters: { "method.request.path.proxy": true },
      integration: {
        type: "HTTP_PROXY",
        integrationHttpMethod: "ANY",
        uri: `${endpoint}/{proxy}`,
        requestParameters: { "integration.request.path.proxy": "method.request.path.proxy" },
      },
      responses: [],
    });
    await api.deploy();
    const answer = await api.send("PUT", "/things/a/b?q=1&q=2", "text", {
      "content-type": "text/plain",
      "x-mine": "1",
    });
    assert.deepEqual([answer.status, answer.text], [200, '{"from":"endpoint"}']);
    assert.equal(answer.headers["x-own"], "yes");
    assert.equal(answer.headers["x-amzn-remapped-www-authenticate"], "Basic");
    const [request] = received;
    assert.deepEqual([request?.method, request?.url, request?.body], ["PUT", "/a/b?q=1&q=2", "text"]);
    assert.deepEqual([request?.headers["x-mine"], request?.headers["content-type"]], ["1", "text/plain"]);
    assert.equal((await api.send("GET", "/things/teapot")).status, 418);
  });

  it("send what templates and mappings make, and select the answer by its status", async () => {
    await api.method("POST", "/orders", {
      integration: {
        type: "HTTP",
        integrationHttpMethod: "POST",
        uri: `${endpoint}/teapot`,
        requestTemplates: { "application/json": '{"id": $input.json("$.order")}' },
        requestParameters: { "integration.request.header.x-fixed": "'7'" },
      },
      responses: [
        { statusCode: "200" },
        { statusCode: "400", selectionPattern: "4\\d\\d", template: '{"was": $input.json("$.from")}' },
      ],
    });
    await api.deploy();
    const answer = await api.send("POST", "/orders", '{"order": 5}');
    assert.deepEqual([answer.status, answer.text], [400, '{"was": "endpoint"}']);
    assert.deepEqual([received[0]?.body, received[0]?.headers["x-fixed"]], ['{"id": 5}', "7"]);
  });

  it("answer 504 where the endpoint can't be reached", async () => {
    await api.method("GET", "/gone", {
      integration: { type: "HTTP_PROXY", integrationHttpMethod: "GET", uri: "http://127.0.0.1:1/" },
      responses: [],
    });
    await api.deploy();
    const answer = await api.send("GET", "/gone");
    assert.deepEqual([answer.status, answer.text], [504, '{"message": "Network error communicating with endpoint"}']);
  });
});
