import { Readable } from "node:stream";
import type { WireAnswer, WireRequest } from "../kernel/wire.ts";

/** The HTTP request of an AWS SDK v3 client, as far as handing it over needs. */
interface SdkRequest {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface SdkResponse {
  readonly response: {
    readonly statusCode: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Readable;
  };
}

function encodeQueryPart(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function rawQuery(query: SdkRequest["query"] = {}): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    const values = value === null || typeof value === "string" ? [value] : value;
    for (const item of values) {
      parts.push(item === null ? encodeQueryPart(name) : `${encodeQueryPart(name)}=${encodeQueryPart(item)}`);
    }
  }
  return parts.join("&");
}

async function readBody(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === "string") return new TextEncoder().encode(body);
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array | string>) {
    chunks.push(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk);
  }
  return Buffer.concat(chunks);
}

function lowerCaseNames(headers: SdkRequest["headers"]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function bodyOf(answer: WireAnswer): Readable {
  if ("pieces" in answer) return Readable.from(answer.pieces);
  const { body } = answer;
  const bytes = typeof body === "string" ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.length);
  return Readable.from(bytes.length === 0 ? [] : [bytes], { objectMode: false });
}

/** A request handler for AWS SDK v3 clients that hands requests over inside the process, without a socket. */
export class InProcessHandler {
  readonly #handle: (request: WireRequest) => Promise<WireAnswer>;

  constructor(handle: (request: WireRequest) => Promise<WireAnswer>) {
    this.#handle = handle;
  }

  async handle(request: SdkRequest): Promise<SdkResponse> {
    const headers = lowerCaseNames(request.headers);
    headers.host ??= request.hostname;
    const answer = await this.#handle({
      method: request.method,
      path: request.path,
      rawQuery: rawQuery(request.query),
      headers,
      body: await readBody(request.body),
      sourceIp: "127.0.0.1",
    });
    const flat = Object.entries(answer.headers).map(([name, value]) => [
      name,
      typeof value === "string" ? value : value.join(", "),
    ]);
    return { response: { statusCode: answer.status, headers: Object.fromEntries(flat), body: bodyOf(answer) } };
  }

  /** The SDK asks a handler for its settings and may change them; this one has none. */
  httpHandlerConfigs(): object {
    return {};
  }

  updateHttpClientConfig(): void {}

  destroy(): void {}
}
