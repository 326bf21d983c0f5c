import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import { createRequire } from "node:module";
import type { Socket } from "node:net";
import type { WireAnswer, WireRequest } from "../kernel/wire.ts";
import { type HttpDoor, plainAnswer } from "./http-door.ts";
import { isBodiless, joinBody, lengthOf, sourceAddress, splitUrl } from "./http-messages.ts";

/** Loaded for the first client that speaks it. */
const loadHttp2 = () => createRequire(import.meta.url)("node:http2") as typeof import("node:http2");

const mebibyte = 1_048_576;
/** Requests that a connection may have open at a time; AWS's load balancers allow half as many. */
const mostStreams = 256;
/** As many header fields as Node's HTTP/1.1 takes. */
const mostHeaders = 2_000;
/** MB of answers that wait in a connection for a client that reads slowly; beyond them it may not ask for more. */
const mostWaiting = 256;
/** How long a client may pause within a request, milliseconds: as long as HTTP/1.1 gives it for the whole request. */
const longestPause = 300_000;

const noError = 0;
const protocolError = 1;
const cancelled = 8;

/** Limits of HTTP/2 connections. */
export interface Http2Options {
  /** Bytes of a request's header fields, 32 more for each; more is answered with 431, or reset once a client was told. */
  readonly headerLimit: number;
  /** Milliseconds after which a connection without requests is closed. */
  readonly idleLimit: number;
}

/**
 * The connections that speak HTTP/2, without TLS, from a client who knows that they may. Resets, pings, settings, and frames
 * that say nothing are bounded by Node and nghttp2: who sends too many loses the connection.
 */
export class Http2Connections {
  readonly #door: HttpDoor;
  readonly #options: Http2Options;
  readonly #sessions = new Set<ServerHttp2Session>();

  constructor(door: HttpDoor, options: Http2Options) {
    this.#door = door;
    this.#options = options;
  }

  /** Takes over a connection whose first bytes are the preface, still to be read. */
  accept(socket: Socket): void {
    // Who ends its side has gone: HTTP/2 has no half-closed connections.
    socket.allowHalfOpen = false;
    const session = loadHttp2().performServerHandshake(socket, {
      maxHeaderListPairs: mostHeaders,
      maxSessionMemory: mostWaiting,
      settings: {
        enablePush: false,
        initialWindowSize: mebibyte,
        maxConcurrentStreams: mostStreams,
        maxHeaderListSize: this.#options.headerLimit,
      },
    });
    session.setLocalWindowSize(4 * mebibyte);
    // What is wrong with a connection ends that connection; Node tells its other end why.
    session.on("error", () => {});
    this.#sessions.add(session);
    session.on("close", () => this.#sessions.delete(session));
    const sourceIp = sourceAddress(socket);
    let open = 0;
    session.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, _flags: number, raw: string[]) => {
      open++;
      stream.on("close", () => open--);
      this.#receive(stream, headers, raw, sourceIp);
    });
    session.setTimeout(this.#options.idleLimit);
    session.on("timeout", () => {
      if (open === 0) session.close();
    });
  }

  /** Tells all clients to ask for nothing more (GOAWAY); connections without requests close. */
  leave(): void {
    for (const session of this.#sessions) session.close();
  }

  /** Cuts off what is still there. */
  destroy(): void {
    for (const session of this.#sessions) session.destroy();
  }

  #receive(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, raw: readonly string[], sourceIp: string): void {
    stream.on("error", () => {});
    const { ":method": method, ":path": target } = headers;
    if (method === undefined || target === undefined) {
      stream.close(protocolError);
      return;
    }
    if (lengthOfHeaders(raw) > this.#options.headerLimit) {
      refuse(stream, 431, `The headers are longer than ${this.#options.headerLimit} bytes.`);
      return;
    }
    const host = headers[":authority"] ?? headers.host;
    const refusal = this.#door.refusalOfHost(host);
    if (refusal !== undefined) {
      refuse(stream, 403, refusal);
      return;
    }
    if (headers.expect === "100-continue") stream.additionalHeaders({ ":status": 100 });
    stream.setTimeout(longestPause, () => stream.close(cancelled));
    const chunks: Buffer[] = [];
    let length = 0;
    stream.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= this.#door.bodyLimit) chunks.push(chunk);
      else if (!stream.headersSent) refuse(stream, 413, this.#door.refusalOfBody);
    });
    stream.on("end", () => {
      stream.setTimeout(0);
      if (length > this.#door.bodyLimit || stream.aborted) return;
      const { path, rawQuery } = splitUrl(target);
      const body = joinBody(chunks, length);
      const request = { method, path, rawQuery, ...plainHeaders(headers, raw, host!), body, sourceIp };
      this.#door.answer(request, stream, writeAnswer);
    });
  }
}

/** As HTTP/2 counts: https://www.rfc-editor.org/rfc/rfc9113#SETTINGS_MAX_HEADER_LIST_SIZE */
function lengthOfHeaders(raw: readonly string[]): number {
  let length = 16 * raw.length;
  for (const text of raw) length += text.length;
  return length;
}

/** The header fields as HTTP/1.1 has them: the authority is the host. */
function plainHeaders(
  headers: IncomingHttpHeaders,
  raw: readonly string[],
  host: string,
): Pick<WireRequest, "headers" | "rawHeaders"> {
  const plain: Record<string, string> = { host };
  const rawHeaders: string[] = ["host", host];
  for (const name of Object.keys(headers)) if (isField(name)) plain[name] = headers[name] as string;
  for (let index = 0; index < raw.length; index += 2) {
    if (isField(raw[index]!)) rawHeaders.push(raw[index]!, raw[index + 1]!);
  }
  return { headers: plain, rawHeaders };
}

function isField(name: string): boolean {
  return !name.startsWith(":") && name !== "host";
}

/** Fields that tell of an HTTP/1.1 connection; HTTP/2 has none of them. */
const connectionFields = new Set(["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"]);

function writeAnswer(request: WireRequest, stream: ServerHttp2Stream, answer: WireAnswer): void {
  if (stream.destroyed || stream.closed) return;
  const { status } = answer;
  const headers: Record<string, string | readonly string[] | number> = { ":status": status };
  for (const [name, value] of Object.entries(answer.headers)) {
    if (!connectionFields.has(name.toLowerCase())) headers[name] = value;
  }
  if ("pieces" in answer) {
    stream.respond(headers as Record<string, string>);
    return;
  }
  const length = lengthOf(answer.body);
  if (request.method === "HEAD") headers["content-length"] ??= length;
  else if (isBodiless(status)) delete headers["content-length"];
  else headers["content-length"] = length;
  const endStream = request.method === "HEAD" || isBodiless(status) || length === 0;
  stream.respond(headers as Record<string, string>, { endStream });
  if (!endStream) stream.end(answer.body);
}

/** Answers without reading the rest of the request. */
function refuse(stream: ServerHttp2Stream, status: number, text: string): void {
  const { headers, body } = plainAnswer(status, text);
  stream.respond({ ":status": status, ...headers } as Record<string, string | number>);
  stream.once("finish", () => stream.close(noError));
  stream.end(body);
  stream.resume();
}
