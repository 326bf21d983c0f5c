import assert from "node:assert/strict";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";
import { RestApiUnderTest } from "../rest-api.suite.ts";

let cloud: TestCloud;
let api: RestApiUnderTest;

beforeEach(async () => {
  cloud = await createTestCloud();
  api = await RestApiUnderTest.create(cloud);
});

afterEach(() => cloud.close());

describe("a request", () => {
  beforeEach(async () => {
    await api.method("POST", "/", { responseTemplate: "$input.params().header" });
    await api.deploy();
  });

  const refused = (message: string) => [413, JSON.stringify({ message }), "RequestTooLargeException"];
  const answered = async (path: string, body: string | Uint8Array, headers: Readonly<Record<string, string>>) => {
    const { status, text, headers: answer } = await api.send("POST", path, body, headers);
    return [status, text, answer["x-amzn-errortype"]];
  };

  it("has headers of 10,240 bytes, its line among them", async () => {
    const host = `${api.id}.execute-api.localhost:4566`;
    const room = 10_240 - "POST".length - "/dev/".length - host.length;
    assert.equal((await answered("/", "", { a: "x".repeat(room) }))[0], 200);
    const tooMuch = await answered("/", "", { a: "x".repeat(room), b: "y" });
    assert.deepEqual(tooMuch, refused("HTTP header is larger than 10240 bytes."));
    const tooLong = await answered(`/?${"q".repeat(10_240)}`, "", {});
    assert.deepEqual(tooLong, refused("An HTTP line is larger than 10240 bytes."));
  });

  it("that is too large is refused in AWS's own words whatever the API says", async () => {
    const answer = { responseTemplates: { "application/json": "own" }, statusCode: "400" };
    for (const responseType of ["REQUEST_TOO_LARGE", "DEFAULT_4XX"] as const) {
      await api.client.putGatewayResponse({ restApiId: api.id, responseType, ...answer });
    }
    await api.deploy();
    assert.equal((await answered("/", "", { a: "x".repeat(10_240) }))[0], 413);
  });

  it("has a body of 10 MB", async () => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1, " ");
    assert.equal((await answered("/", body.subarray(1), {}))[0], 200);
    assert.deepEqual(await answered("/", body, {}), refused("HTTP content length exceeded 10485760 bytes."));
  });

  it("loses the headers that are API Gateway's affair, and signatures", async () => {
    const { text } = await api.send("POST", "/", "", {
      ...{ connection: "close", expect: "x", te: "x", upgrade: "x", "content-md5": "x", "max-forwards": "1" },
      ...{ authorization: "AWS4-HMAC-SHA256 Credential=x", server: "x", trailer: "x", accept: "text/plain" },
      own: "kept",
    });
    assert.equal(text, `{host=${api.id}.execute-api.localhost:4566, accept=text/plain, own=kept}`);
    assert.match((await api.send("POST", "/", "", { authorization: "Bearer t" })).text, /authorization=Bearer t/);
  });
});

describe("headers between API Gateway and an endpoint", () => {
  let server: Server;
  let uri: string;
  let received: IncomingHttpHeaders;

  before(async () => {
    server = createServer((request, response) => {
      received = request.headers;
      const names = { server: "own", via: "1.1 own", "user-agent": "own", warn: "own", "content-length": "2" };
      response.writeHead(200, { "content-type": "application/json", ...names }).end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(() => server.close());

  it("are remapped or dropped in the answer that a proxy passes on", async () => {
    const integration = { type: "HTTP_PROXY", integrationHttpMethod: "GET", uri } as const;
    await api.method("GET", "/", { integration, responses: [] });
    await api.deploy();
    const { headers } = await api.send("GET", "/", "", { via: "1.0 client", "content-encoding": "identity", own: "x" });
    assert.deepEqual([received.via, received["content-encoding"], received.own], [undefined, undefined, "x"]);
    assert.deepEqual(
      ["server", "user-agent", "content-length"].map((name) => headers[`x-amzn-remapped-${name}`]),
      ["own", "own", "2"],
    );
    assert.deepEqual([headers.via, headers.warn], [undefined, "own"]);
  });

  it("are remapped or dropped where mappings and overrides set them", async () => {
    const headers = { Date: "'today'", Upgrade: "'x'", Via: "'kept'" };
    const responseTemplate = "#set($context.responseOverride.header.Server = 'own'){}";
    await api.method("GET", "/", { responses: [{ statusCode: "200", headers, template: responseTemplate }] });
    await api.deploy();
    const answer = await api.send("GET", "/");
    assert.deepEqual(
      ["x-amzn-remapped-date", "x-amzn-remapped-server", "upgrade", "via"].map((name) => answer.headers[name]),
      ["today", "own", undefined, "kept"],
    );
  });

  it("can't be mapped where API Gateway sets them itself", async () => {
    const integration = (header: string) => ({
      ...{ type: "HTTP", integrationHttpMethod: "GET", uri },
      requestParameters: { [`integration.request.header.${header}`]: "'x'" },
    });
    await api.method("GET", "/length", { integration: integration("Content-Length") as never });
    await api.method("GET", "/te", { integration: integration("TE") as never });
    await api.deploy();
    assert.equal((await api.send("GET", "/length")).status, 500);
    assert.equal((await api.send("GET", "/te")).status, 200);
    assert.equal(received.te, undefined);
  });
});
