import assert from "node:assert/strict";
import { Agent, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { describe, it } from "node:test";
import type { WireRequest, WireResponse } from "../kernel/wire.ts";
import { AllowedHosts } from "./allowed-hosts.ts";
import { type HttpServerOptions, startHttpServer } from "./http-server.ts";

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

function send(port: number, { method = "POST", path = "/", headers = {}, body }: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const agent = new Agent();
    const outgoing = httpRequest({ host: "127.0.0.1", port, method, path, headers, agent }, (incoming) => {
      let text = "";
      incoming.setEncoding("utf8");
      incoming.on("data", (chunk: string) => {
        text += chunk;
      });
      incoming.on("end", () => {
        agent.destroy();
        resolve({ status: incoming.statusCode!, headers: incoming.headers, text });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** Sends bytes as they are and gives all that comes back. */
function sendBytes(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    let text = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      text += chunk;
    });
    socket.on("close", () => resolve(text));
    socket.on("error", reject);
  });
}

async function echo(request: WireRequest): Promise<WireResponse> {
  const { method, path, rawQuery, sourceIp } = request;
  const body = JSON.stringify({ method, path, rawQuery, sourceIp, body: Buffer.from(request.body).toString() });
  return { status: 200, headers: { "content-type": "application/json", "set-cookie": ["a=1", "b=2"] }, body };
}

async function withServer<T>(options: Partial<HttpServerOptions>, use: (port: number) => Promise<T>): Promise<T> {
  const server = await startHttpServer({ port: 0, handle: echo, ...options });
  try {
    return await use(server.port);
  } finally {
    await server.close();
  }
}

describe("the HTTP server", () => {
  it("hands over method, path, query and body as they were sent, and writes the answer", async () => {
    const answer = await withServer({}, (port) => send(port, { path: "/a%20b//c?x=%2F&y", body: "héllo" }));
    assert.equal(answer.status, 200);
    assert.deepEqual(JSON.parse(answer.text), {
      method: "POST",
      path: "/a%20b//c",
      rawQuery: "x=%2F&y",
      sourceIp: "127.0.0.1",
      body: "héllo",
    });
    assert.deepEqual(answer.headers["set-cookie"], ["a=1", "b=2"]);
    assert.equal(answer.headers["content-length"], String(Buffer.byteLength(answer.text)));
  });

  it("reads bodies of many pieces", async () => {
    const body = "x".repeat(3_000_000);
    const answer = await withServer({}, (port) => send(port, { body }));
    assert.equal((JSON.parse(answer.text) as { body: string }).body.length, body.length);
  });

  it("answers a body beyond the limit with 413", async () => {
    const answer = await withServer({ bodyLimit: 10 }, (port) => send(port, { body: "x".repeat(11) }));
    assert.equal(answer.status, 413);
  });

  it("answers headers beyond the limit with 431, and goes on", async () => {
    await withServer({ headerLimit: 2048 }, async (port) => {
      const answer = await sendBytes(port, `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"y".repeat(4096)}\r\n\r\n`);
      assert.match(answer, /^HTTP\/1\.1 431 /);
      assert.equal((await send(port, {})).status, 200);
    });
  });

  it("answers bytes that are no HTTP with 400, and goes on", async () => {
    await withServer({}, async (port) => {
      assert.match(await sendBytes(port, "\x16\x03\x01\x02\x00 no http\r\n\r\n"), /^HTTP\/1\.1 400 /);
      assert.match(await sendBytes(port, "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n"), /^HTTP\/1\.1 400 /);
      assert.equal((await send(port, {})).status, 200);
    });
  });

  it("answers with AWS's internal failure when the handler fails, and reports the story", async () => {
    const reports: string[] = [];
    const handle = () => Promise.reject(new RangeError("broken"));
    const report = ({ message }: { readonly message: string }) => reports.push(message);
    const answer = await withServer({ handle, report }, (port) => send(port, {}));
    assert.equal(answer.status, 500);
    assert.match(answer.text, /InternalFailure/);
    assert.doesNotMatch(answer.text, /broken/);
    assert.match(reports.join(), /RangeError: broken/);
  });

  it("sends no body with HEAD and 204, and keeps the length that HEAD tells", async () => {
    const handle = async (request: WireRequest): Promise<WireResponse> =>
      request.method === "HEAD"
        ? { status: 200, headers: { "content-length": "1234" }, body: "" }
        : { status: 204, headers: {}, body: "ignored" };
    await withServer({ handle }, async (port) => {
      const head = await send(port, { method: "HEAD" });
      assert.equal(head.headers["content-length"], "1234");
      const none = await send(port, { method: "DELETE" });
      assert.deepEqual([none.status, none.text, none.headers["content-length"]], [204, "", undefined]);
    });
  });

  it("refuses foreign host names, which a page can make resolve to this machine", async () => {
    await withServer({ allowedHosts: ["devbox", ".test.example"] }, async (port) => {
      const status = async (host: string) => (await send(port, { headers: { host } })).status;
      assert.equal(await status("evil.example"), 403);
      assert.equal(await status(`localhost.evil.example:${port}`), 403);
      assert.equal(await status(`localhost:${port}`), 200);
      assert.equal(await status("abc.execute-api.localhost:4566"), 200);
      assert.equal(await status("dynamodb.us-east-1.amazonaws.com"), 200);
      assert.equal(await status("clinic.auth.us-east-1.amazoncognito.com"), 200);
      assert.equal(await status("devbox:4566"), 200);
      assert.equal(await status("a.test.example"), 200);
    });
  });

  it("refuses pages of other sites, but for what is open to them", async () => {
    const isOpenToSites = (request: WireRequest) => request.path.startsWith("/open");
    await withServer({ isOpenToSites }, async (port) => {
      const status = async (path: string, headers: Record<string, string>) =>
        (await send(port, { path, headers, method: "GET" })).status;
      assert.equal(await status("/", { origin: "https://evil.example" }), 403);
      assert.equal(await status("/", { origin: "null" }), 403);
      assert.equal(await status("/open/x", { origin: "https://evil.example" }), 200);
      assert.equal(await status("/", { origin: "http://localhost:3000" }), 200);
      const crossSite = { "sec-fetch-site": "cross-site" };
      assert.equal(await status("/", { ...crossSite, "sec-fetch-mode": "no-cors" }), 403);
      assert.equal(await status("/", { ...crossSite, "sec-fetch-mode": "navigate" }), 200);
      assert.equal(await status("/?Action=DeleteUser", { ...crossSite, "sec-fetch-mode": "navigate" }), 403);
    });
  });

  it("waits for requests when it closes, but not longer than told", async () => {
    let arrived = () => {};
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const handle = () => {
      arrived();
      return new Promise<WireResponse>(() => {});
    };
    const server = await startHttpServer({ port: 0, handle });
    const cutOff = assert.rejects(send(server.port, {}), { code: "ECONNRESET" });
    await arrival;
    await server.close(20);
    await cutOff;
  });

  it("says in plain words that its port is taken", async () => {
    await withServer({}, async (port) => {
      await assert.rejects(startHttpServer({ port, handle: echo }), { code: "PortTaken" });
    });
  });
});

describe("allowed hosts", () => {
  it("are loopback, AWS's and what follows the SDK's operation prefix", () => {
    const hosts = new AllowedHosts();
    const names = ["LOCALHOST:1", "[::1]:4566", "127.0.0.1", "sync-localhost:4566", "sts.amazonaws.com"];
    assert.deepEqual(
      names.filter((name) => !hosts.has(name)),
      [],
    );
    assert.deepEqual(
      ["", "amazonaws.com.evil", "10.0.0.1", "x-evil"].filter((name) => hosts.has(name)),
      [],
    );
  });
});
