import assert from "node:assert/strict";
import { once } from "node:events";
import {
  type ClientHttp2Session,
  connect,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
  type OutgoingHttpHeaders,
} from "node:http2";
import { connect as connectSocket, type Socket } from "node:net";
import { describe, it } from "node:test";
import type { WireRequest, WireResponse } from "../kernel/wire.ts";
import { type HttpServer, type HttpServerOptions, startHttpServer } from "./http-server.ts";

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const emptySettings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);

/** Sends a request; rejects when it is reset. */
async function send(
  session: ClientHttp2Session,
  headers: OutgoingHttpHeaders = {},
  body: string | Buffer = "",
): Promise<Answer> {
  const stream = session.request({ ":method": "POST", ":path": "/", ...headers }, { endStream: body === "" });
  stream.setEncoding("utf8");
  let answered: IncomingHttpHeaders = {};
  let text = "";
  stream.on("response", (found) => {
    answered = found;
  });
  stream.on("data", (chunk: string) => {
    text += chunk;
  });
  if (body !== "") stream.end(body);
  await once(stream, "close");
  if (stream.rstCode !== 0) throw new Error(`reset ${stream.rstCode}`);
  return { status: (answered as IncomingHttpStatusHeader)[":status"], headers: answered, text };
}

/** What a client gets who sends bytes of its own, until the server closes. */
async function sendBytes(port: number, ...pieces: readonly (string | Buffer)[]): Promise<Buffer> {
  const socket = connectSocket(port, "127.0.0.1");
  socket.setNoDelay(true);
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  socket.on("error", () => {});
  await once(socket, "connect");
  for (const piece of pieces) await new Promise((resolve) => socket.write(piece, resolve));
  await once(socket, "close");
  return Buffer.concat(chunks);
}

async function echo(request: WireRequest): Promise<WireResponse> {
  const { method, path, rawQuery, headers, rawHeaders, sourceIp } = request;
  const body = Buffer.from(request.body).toString();
  return {
    status: 200,
    headers: { "content-type": "application/json", "set-cookie": ["a=1", "b=2"], connection: "keep-alive" },
    body: JSON.stringify({ method, path, rawQuery, headers, rawHeaders, sourceIp, body }),
  };
}

async function withServer(
  options: Partial<HttpServerOptions>,
  use: (session: ClientHttp2Session, server: HttpServer) => Promise<void>,
): Promise<void> {
  const server = await startHttpServer({ port: 0, handle: echo, ...options });
  const session = connect(`http://localhost:${server.port}`, { maxSessionMemory: 100 });
  session.on("error", () => {});
  try {
    await use(session, server);
  } finally {
    session.destroy();
    await server.close(1_000);
  }
}

describe("the HTTP server over HTTP/2", () => {
  it("hands over requests as over HTTP/1.1", async () => {
    await withServer({}, async (session, { port }) => {
      const headers = { ":path": "/a%20b//c?x=%2F&y", cookie: ["a=1", "b=2"], "x-amz-target": "X.Y" };
      const answer = await send(session, headers, "héllo");
      assert.equal(answer.status, 200);
      const { rawHeaders, ...request } = JSON.parse(answer.text) as { rawHeaders: readonly string[] };
      assert.deepEqual(request, {
        method: "POST",
        path: "/a%20b//c",
        rawQuery: "x=%2F&y",
        headers: { host: `localhost:${port}`, cookie: "a=1; b=2", "x-amz-target": "X.Y" },
        sourceIp: "127.0.0.1",
        body: "héllo",
      });
      assert.deepEqual(rawHeaders.slice(0, 2), ["host", `localhost:${port}`]);
      assert.deepEqual(answer.headers["set-cookie"], ["a=1", "b=2"]);
      assert.equal(answer.headers["content-length"], String(Buffer.byteLength(answer.text)));
      assert.equal(answer.headers.connection, undefined);
    });
  });

  it("takes the host from a header where there is no authority", async () => {
    await withServer({}, async (session) => {
      const { text } = await send(session, { host: "kinesis.us-east-1.amazonaws.com" });
      assert.match(text, /"host":"kinesis\.us-east-1\.amazonaws\.com"/);
    });
  });

  it("tells who waits for it to go on with a body", async () => {
    await withServer({}, async (session) => {
      const stream = session.request({ ":method": "POST", ":path": "/", expect: "100-continue" });
      stream.setEncoding("utf8");
      let text = "";
      stream.on("data", (chunk: string) => {
        text += chunk;
      });
      await once(stream, "continue");
      stream.end("waited");
      await once(stream, "close");
      assert.match(text, /"body":"waited"/);
    });
  });

  it("answers HTTP/1.1 on the same port", async () => {
    await withServer({}, async (session, { port }) => {
      assert.equal((await send(session)).status, 200);
      assert.equal((await fetch(`http://localhost:${port}/`)).status, 200);
      assert.equal((await send(session)).status, 200);
    });
  });

  it("takes and gives long bodies, also many at a time", async () => {
    const body = "x".repeat(3_000_000);
    await withServer({}, async (session) => {
      const answers = await Promise.all(Array.from({ length: 8 }, () => send(session, {}, body)));
      for (const { text } of answers) assert.equal((JSON.parse(text) as { body: string }).body.length, body.length);
    });
  });

  it("lets requests wait that are more than a connection may have open", async () => {
    await withServer({}, async (session) => {
      await once(session, "remoteSettings");
      const answers = await Promise.all(Array.from({ length: 600 }, () => send(session)));
      assert.deepEqual(
        answers.filter(({ status }) => status !== 200),
        [],
      );
    });
  });

  it("sends no body with HEAD and 204, and keeps the length that HEAD tells", async () => {
    const handle = async (request: WireRequest): Promise<WireResponse> =>
      request.method === "HEAD"
        ? { status: 200, headers: { "content-length": "1234" }, body: "" }
        : { status: 204, headers: {}, body: "ignored" };
    await withServer({ handle }, async (session) => {
      assert.equal((await send(session, { ":method": "HEAD" })).headers["content-length"], "1234");
      const none = await send(session, { ":method": "DELETE" });
      assert.deepEqual([none.status, none.text, none.headers["content-length"]], [204, "", undefined]);
    });
  });

  it("answers a body beyond the limit with 413, and goes on", async () => {
    await withServer({ bodyLimit: 10 }, async (session) => {
      assert.equal((await send(session, {}, "x".repeat(500_000))).status, 413);
      assert.equal((await send(session, {}, "x".repeat(10))).status, 200);
    });
  });

  it("answers headers beyond the limit with 431, resets them once it has told the limit, and goes on", async () => {
    await withServer({ headerLimit: 4096 }, async (session) => {
      const long = { x: "y".repeat(8192) };
      assert.equal((await send(session, long)).status, 431);
      await assert.rejects(send(session, long));
      assert.equal((await send(session)).status, 200);
    });
  });

  it("refuses foreign hosts and pages of other sites", async () => {
    await withServer({}, async (session) => {
      assert.equal((await send(session, { ":authority": "evil.example" })).status, 403);
      assert.equal((await send(session, { origin: "https://evil.example" })).status, 403);
      assert.equal((await send(session, { origin: "http://localhost:3000" })).status, 200);
    });
  });

  it("answers with AWS's internal failure when the handler fails or gives what HTTP can't say", async () => {
    const reports: string[] = [];
    const report = ({ message }: { readonly message: string }) => reports.push(message);
    const handle = ({ path }: WireRequest): WireResponse => {
      if (path === "/fail") throw new RangeError("broken");
      return { status: 200, headers: { "bad name": "x" }, body: "" };
    };
    await withServer({ handle, report }, async (session) => {
      for (const path of ["/fail", "/bad"]) {
        const { status, text } = await send(session, { ":path": path });
        assert.equal(status, 500);
        assert.match(text, /InternalFailure/);
      }
      assert.match(reports[0]!, /RangeError: broken/);
      assert.equal(reports.length, 2);
    });
  });

  it("refuses requests without a path", async () => {
    await withServer({}, async (session) => {
      const tunnel = session.request({ ":method": "CONNECT", ":authority": "localhost:80" });
      tunnel.on("error", () => {});
      await new Promise((resolve) => tunnel.on("close", resolve));
      assert.equal(tunnel.rstCode, 1);
      assert.equal((await send(session)).status, 200);
    });
  });

  it("goes on when clients leave in the middle of a request or of its answer", async () => {
    const waiting: PromiseWithResolvers<WireResponse>[] = [];
    const handle = ({ path }: WireRequest) => {
      if (path === "/") return { status: 200, headers: {}, body: "" };
      waiting.push(Promise.withResolvers());
      return waiting.at(-1)!.promise;
    };
    await withServer({ handle }, async (session, { port }) => {
      const leaving = connect(`http://localhost:${port}`);
      leaving.on("error", () => {});
      for (const stream of [
        leaving.request({ ":method": "POST", ":path": "/half" }),
        leaving.request({ ":path": "/" }),
      ])
        stream.on("error", () => {});
      const left = leaving.request({ ":path": "/wait" });
      left.on("error", () => {});
      while (waiting.length === 0) await send(session);
      leaving.destroy();
      await send(session);
      waiting[0]!.resolve({ status: 200, headers: {}, body: "late" });
      assert.equal((await send(session)).status, 200);
    });
  });
});

describe("an HTTP/2 connection", () => {
  it("may send its preface in pieces", async () => {
    await withServer({}, async (session, { port }) => {
      const goAway = Buffer.from([0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
      const answer = await sendBytes(port, ...preface, emptySettings, goAway);
      assert.equal(answer[3], 4, "settings come first");
      assert.equal((await send(session)).status, 200);
    });
  });

  it("that only begins like HTTP/2 gets HTTP/1.1's answer", async () => {
    await withServer({}, async (session, { port }) => {
      const answer = await sendBytes(port, ..."PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n");
      assert.match(answer.toString("latin1"), /^HTTP\/1\.1 400 /);
      assert.equal((await send(session)).status, 200);
    });
  });

  it("is closed when rubbish follows the preface", async () => {
    await withServer({}, async (session, { port }) => {
      const tooLong = Buffer.from([0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1]);
      const dataWithoutStream = Buffer.from([0, 0, 1, 0, 0, 0, 0, 0, 1, 0]);
      const badHeaders = Buffer.from([0, 0, 4, 1, 5, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff]);
      for (const rubbish of ["GET / HTTP/1.1\r\n\r\n", Buffer.alloc(1000, 0x5a), tooLong]) {
        await sendBytes(port, preface, rubbish);
      }
      for (const frame of [tooLong, dataWithoutStream, badHeaders]) {
        const answer = await sendBytes(port, preface, emptySettings, frame);
        assert.ok(answer.length > 0);
      }
      assert.equal((await send(session)).status, 200);
    });
  });

  it("is closed when it opens and resets requests without end", async () => {
    await withServer({}, async (session, { port }) => {
      const flooding = connect(`http://localhost:${port}`);
      let goAway = -1;
      flooding.on("error", () => {});
      flooding.on("goaway", (code) => {
        goAway = code;
      });
      const closed = new Promise((resolve) => flooding.on("close", resolve));
      while (!flooding.closed && !flooding.destroyed) {
        for (let count = 0; count < 50 && !flooding.closed && !flooding.destroyed; count++) {
          const stream = flooding.request({ ":path": "/", ":method": "POST" });
          stream.on("error", () => {});
          stream.close(8);
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
      await closed;
      assert.notEqual(goAway, 0);
      assert.equal((await send(session)).status, 200);
    });
  });
});

describe("closing the HTTP server", () => {
  it("tells HTTP/2 clients to go, and lets open requests come to their end", async () => {
    const answer = Promise.withResolvers<WireResponse>();
    const arrived = Promise.withResolvers<void>();
    const handle = () => {
      arrived.resolve();
      return answer.promise;
    };
    const server = await startHttpServer({ port: 0, handle });
    const session = connect(`http://localhost:${server.port}`);
    const goAway = once(session, "goaway");
    const sent = send(session);
    await arrived.promise;
    const closed = server.close(60_000);
    assert.equal((await goAway)[0], 0);
    answer.resolve({ status: 200, headers: {}, body: "done" });
    assert.equal((await sent).text, "done");
    await closed;
  });

  it("cuts off what takes longer than told, and who says nothing", async () => {
    const arrived = Promise.withResolvers<void>();
    const handle = () => {
      arrived.resolve();
      return new Promise<WireResponse>(() => {});
    };
    const server = await startHttpServer({ port: 0, handle });
    const silent: Socket = connectSocket(server.port, "127.0.0.1");
    const silentClosed = once(silent, "close");
    const session = connect(`http://localhost:${server.port}`);
    session.on("error", () => {});
    const cutOff = assert.rejects(send(session));
    await arrived.promise;
    await server.close(20);
    await cutOff;
    await silentClosed;
  });
});
