import type { Socket } from "node:net";
import type { WireRequest, WireResponse } from "../kernel/wire.ts";

const emptyBody = Buffer.alloc(0);

/** The pieces of a body as one. */
export function joinBody(chunks: readonly Buffer[], length: number): Buffer {
  return chunks.length === 1 ? chunks[0]! : chunks.length === 0 ? emptyBody : Buffer.concat(chunks, length);
}

/** A request's path and query; a proxy's client sends the whole URL. */
export function splitUrl(target: string): Pick<WireRequest, "path" | "rawQuery"> {
  const url = target.startsWith("/") ? target : withoutOrigin(target);
  const question = url.indexOf("?");
  return {
    path: question < 0 ? url : url.slice(0, question),
    rawQuery: question < 0 ? "" : url.slice(question + 1),
  };
}

function withoutOrigin(url: string): string {
  const path = url.replace(/^[a-z]+:\/\/[^/?]*/i, "");
  return path.startsWith("/") ? path : `/${path}`;
}

/** The address of a connection's other end; an IPv4 address that came over IPv6 is given as itself. */
export function sourceAddress(socket: Socket): string {
  const address = socket.remoteAddress ?? "127.0.0.1";
  return address.startsWith("::ffff:") ? address.slice("::ffff:".length) : address;
}

/** Whether answers of a status have no body. */
export function isBodiless(status: number): boolean {
  return status === 204 || status === 304 || status < 200;
}

/** Bytes of a body. */
export function lengthOf(body: WireResponse["body"]): number {
  return typeof body === "string" ? Buffer.byteLength(body) : body.byteLength;
}
