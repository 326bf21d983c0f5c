import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { WireAnswer, WireRequest } from "../kernel/wire.ts";
import type { HttpDoor } from "./http-door.ts";
import { isBodiless, joinBody, lengthOf, sourceAddress, splitUrl } from "./http-messages.ts";

// `import` of node:http would load undici too, for the exports it borrows from it: a tenth of a start.
const { createServer } = createRequire(import.meta.url)("node:http") as typeof import("node:http");

/** A server of HTTP/1.1 that does not listen yet. `headerLimit` in bytes, `idleLimit` in milliseconds. */
export function createHttp1Server(
  door: HttpDoor,
  { headerLimit, idleLimit }: { readonly headerLimit: number; readonly idleLimit: number },
): Server {
  const server = createServer({ maxHeaderSize: headerLimit, keepAliveTimeout: idleLimit, noDelay: true });
  server.on("request", (message, response) => receive(door, message, response));
  server.on("clientError", refuseMalformed);
  return server;
}

function receive(door: HttpDoor, message: IncomingMessage, response: ServerResponse): void {
  const refusal = door.refusalOfHost(message.headers.host);
  if (refusal !== undefined) {
    refuse(message, response, 403, refusal);
    return;
  }
  message.on("error", () => {});
  const chunks: Buffer[] = [];
  let length = 0;
  message.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length <= door.bodyLimit) chunks.push(chunk);
    else if (!response.headersSent) refuse(message, response, 413, door.refusalOfBody);
  });
  message.on("end", () => {
    if (length > door.bodyLimit) return;
    door.answer(toWireRequest(message, joinBody(chunks, length)), response, writeAnswer);
  });
}

function toWireRequest(message: IncomingMessage, body: Buffer): WireRequest {
  const { path, rawQuery } = splitUrl(message.url!);
  return {
    method: message.method!,
    path,
    rawQuery,
    // Node gives one string per header but for Set-Cookie, which no request has.
    headers: message.headers as Record<string, string>,
    rawHeaders: message.rawHeaders,
    body,
    sourceIp: sourceAddress(message.socket),
  };
}

function writeAnswer(request: WireRequest, response: ServerResponse, answer: WireAnswer): void {
  if (response.destroyed) return;
  if ("pieces" in answer) {
    response.writeHead(answer.status, answer.headers as Record<string, string>).flushHeaders();
    return;
  }
  const { status, body } = answer;
  const headers: Record<string, string | readonly string[] | number> = { ...answer.headers };
  if (request.method === "HEAD") {
    headers["content-length"] ??= lengthOf(body);
    response.writeHead(status, headers as Record<string, string>).end();
  } else if (isBodiless(status)) {
    delete headers["content-length"];
    response.writeHead(status, headers as Record<string, string>).end();
  } else {
    headers["content-length"] = lengthOf(body);
    response.writeHead(status, headers as Record<string, string>).end(body);
  }
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
