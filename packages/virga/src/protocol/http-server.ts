import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo, Socket } from "node:net";
import { atMost } from "../kernel/at-most.ts";
import { errorMessage, VirgaError } from "../kernel/errors.ts";
import type { Eventual } from "../kernel/eventual.ts";
import type { WireRequest, WireResponse } from "../kernel/wire.ts";
import { AllowedHosts } from "./allowed-hosts.ts";
import { foreignSite } from "./foreign-sites.ts";

// `import` of node:http would load undici too, for the exports it borrows from it: a tenth of a start.
const { createServer } = createRequire(import.meta.url)("node:http") as typeof import("node:http");

export interface HttpServerOptions {
  /** 0 for any free one. */
  readonly port: number;
  handle(request: WireRequest): Eventual<WireResponse>;
  /** Told when answering a request fails by a defect. */
  report?(report: { readonly level: "error"; readonly source: string; readonly message: string }): void;
  /** Bytes; a longer body is answered with 413. 256 MiB unless told. */
  readonly bodyLimit?: number;
  /** Bytes of request line and headers; more is answered with 431. 64 KiB unless told. */
  readonly headerLimit?: number;
  /** Host names beside localhost's and AWS's; a leading dot stands for all names below. */
  readonly allowedHosts?: readonly string[];
  /** Requests that pages of any site may make: those of deployed APIs, which decide by their own CORS settings. */
  isOpenToSites?(request: WireRequest): boolean;
}

/** A server that listens. */
export interface HttpServer {
  readonly port: number;
  /** Stops listening, waits for the requests under way, at most so many milliseconds, and closes all connections. */
  close(milliseconds?: number): Promise<void>;
}

const defaultBodyLimit = 256 * 1024 * 1024;
const defaultHeaderLimit = 64 * 1024;
/** Longer than the SDKs keep idle connections, so that they never write to one that is closing. */
const keepAliveMilliseconds = 75_000;
const emptyBody = Buffer.alloc(0);

/**
 * Listens on the loopback addresses, IPv4 and IPv6, and turns HTTP requests into wire requests.
 * @throws VirgaError PortTaken if another program listens on the port.
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const door = new HttpDoor(options);
  const servers = [await door.listen("127.0.0.1", options.port)];
  const { port } = servers[0]!.address() as AddressInfo;
  try {
    servers.push(await door.listen("::1", port));
  } catch {
    // A machine without IPv6, or another program on that address: IPv4 is enough.
  }
  return {
    port,
    async close(milliseconds = 5_000) {
      const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
      for (const server of servers) server.closeIdleConnections();
      await atMost(door.whenQuiet(), milliseconds);
      for (const server of servers) server.closeAllConnections();
      await Promise.all(closed);
    },
  };
}

class HttpDoor {
  readonly #options: HttpServerOptions;
  readonly #bodyLimit: number;
  readonly #hosts: AllowedHosts;
  readonly #answers = new AnswerQueue();
  #underWay = 0;
  #quiet: PromiseWithResolvers<void> | undefined;

  constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#bodyLimit = options.bodyLimit ?? defaultBodyLimit;
    this.#hosts = new AllowedHosts(options.allowedHosts);
  }

  listen(address: string, port: number): Promise<Server> {
    const maxHeaderSize = this.#options.headerLimit ?? defaultHeaderLimit;
    const server = createServer({ maxHeaderSize, keepAliveTimeout: keepAliveMilliseconds, noDelay: true });
    server.on("request", (message, response) => this.#receive(message, response));
    server.on("clientError", refuseMalformed);
    return new Promise((resolve, reject) => {
      server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, port)));
      server.listen(port, address, () => resolve(server));
    });
  }

  /** Resolves when no request is under way and all answers are written. */
  async whenQuiet(): Promise<void> {
    while (this.#underWay > 0) {
      this.#quiet ??= Promise.withResolvers();
      await this.#quiet.promise;
    }
  }

  #receive(message: IncomingMessage, response: ServerResponse): void {
    const host = message.headers.host;
    if (host === undefined || !this.#hosts.has(host)) {
      const text = `Virga does not answer to the host ${host ?? "(none)"}. Allow it if it is yours.`;
      refuse(message, response, 403, text);
      return;
    }
    message.on("error", () => {});
    const chunks: Buffer[] = [];
    let length = 0;
    message.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= this.#bodyLimit) chunks.push(chunk);
      else if (!response.headersSent)
        refuse(message, response, 413, `The body is longer than ${this.#bodyLimit} bytes.`);
    });
    message.on("end", () => {
      if (length > this.#bodyLimit) return;
      const body = chunks.length === 1 ? chunks[0]! : chunks.length === 0 ? emptyBody : Buffer.concat(chunks, length);
      this.#answer(toWireRequest(message, body), response);
    });
  }

  #answer(request: WireRequest, response: ServerResponse): void {
    const site = foreignSite(request, this.#hosts);
    if (site !== undefined && !this.#options.isOpenToSites?.(request)) {
      writeAnswer(request, response, plainAnswer(403, `Virga does not answer pages of ${site}.`));
      return;
    }
    this.#underWay++;
    try {
      const answer = this.#options.handle(request);
      if (!(answer instanceof Promise)) this.#write(request, response, answer);
      else {
        answer.then(
          (there) => this.#write(request, response, there),
          (thrown: unknown) => this.#fail(request, response, thrown),
        );
      }
    } catch (thrown) {
      this.#fail(request, response, thrown);
    }
  }

  #write(request: WireRequest, response: ServerResponse, answer: WireResponse): void {
    this.#answers.add(() => {
      try {
        writeAnswer(request, response, answer);
      } catch (thrown) {
        this.#defect(request, thrown);
        if (response.headersSent) response.destroy();
        else writeAnswer(request, response, internalFailure);
      }
      this.#underWay--;
      if (this.#underWay > 0) return;
      this.#quiet?.resolve();
      this.#quiet = undefined;
    });
  }

  /** The caller gets AWS's internal failure. */
  #fail(request: WireRequest, response: ServerResponse, thrown: unknown): void {
    this.#defect(request, thrown);
    this.#write(request, response, internalFailure);
  }

  /** The person gets the story. */
  #defect(request: WireRequest, thrown: unknown): void {
    const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : errorMessage(thrown);
    this.#options.report?.({ level: "error", source: `${request.method} ${request.path}`, message });
  }
}

/**
 * Writes the answers of a turn of the event loop together at its end. Each write to a client that waits for it wakes it
 * up, which takes the system longer than writing; one that is awake already reads what comes next by itself.
 */
class AnswerQueue {
  #waiting: (() => void)[] = [];

  add(write: () => void): void {
    if (this.#waiting.push(write) === 1) setImmediate(() => this.#flush());
  }

  #flush(): void {
    const writes = this.#waiting;
    this.#waiting = [];
    for (const write of writes) write();
  }
}

const internalFailure: WireResponse = {
  status: 500,
  headers: { "content-type": "application/json", "x-amzn-errortype": "InternalFailure" },
  body: '{"__type":"InternalFailure","message":"The request processing has failed because of an unknown error."}',
};

function listenError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== "EADDRINUSE") return error;
  return new VirgaError("PortTaken", `Port ${port} is taken by another program.`, {
    hint: "Choose another one with --port, or stop that program.",
  });
}

function toWireRequest(message: IncomingMessage, body: Buffer): WireRequest {
  const url = message.url!.startsWith("/") ? message.url! : withoutOrigin(message.url!);
  const question = url.indexOf("?");
  return {
    method: message.method!,
    path: question < 0 ? url : url.slice(0, question),
    rawQuery: question < 0 ? "" : url.slice(question + 1),
    // Node gives one string per header but for Set-Cookie, which no request has.
    headers: message.headers as Record<string, string>,
    rawHeaders: message.rawHeaders,
    body,
    sourceIp: sourceAddress(message.socket),
  };
}

/** A proxy's client sends the whole URL. */
function withoutOrigin(url: string): string {
  const path = url.replace(/^[a-z]+:\/\/[^/?]*/i, "");
  return path.startsWith("/") ? path : `/${path}`;
}

function sourceAddress(socket: Socket): string {
  const address = socket.remoteAddress ?? "127.0.0.1";
  return address.startsWith("::ffff:") ? address.slice("::ffff:".length) : address;
}

function writeAnswer(request: WireRequest, response: ServerResponse, answer: WireResponse): void {
  if (response.destroyed) return;
  const { status, body } = answer;
  const headers: Record<string, string | readonly string[] | number> = { ...answer.headers };
  const isBodiless = status === 204 || status === 304 || status < 200;
  if (request.method === "HEAD") {
    headers["content-length"] ??= lengthOf(body);
    response.writeHead(status, headers as Record<string, string>).end();
  } else if (isBodiless) {
    delete headers["content-length"];
    response.writeHead(status, headers as Record<string, string>).end();
  } else {
    headers["content-length"] = lengthOf(body);
    response.writeHead(status, headers as Record<string, string>).end(body);
  }
}

function lengthOf(body: Uint8Array | string): number {
  return typeof body === "string" ? Buffer.byteLength(body) : body.byteLength;
}

function plainAnswer(status: number, text: string): WireResponse {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body: `${text}\n` };
}

/** Answers without reading the rest of the request, and lets the connection go. */
function refuse(message: IncomingMessage, response: ServerResponse, status: number, text: string): void {
  const body = `${text}\n`;
  const headers = {
    "content-type": "text/plain; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    connection: "close",
  };
  response.writeHead(status, headers).end(body);
  message.resume();
}

/** Bytes that are no HTTP request, or too long a head. */
function refuseMalformed(
  error: NodeJS.ErrnoException,
  socket: NodeJS.WritableStream & { readonly destroyed?: boolean },
): void {
  if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) return;
  const status = error.code === "HPE_HEADER_OVERFLOW" ? "431 Request Header Fields Too Large" : "400 Bad Request";
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
