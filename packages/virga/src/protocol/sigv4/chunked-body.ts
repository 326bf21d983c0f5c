import { AwsError } from "../../kernel/errors.ts";
import type { WireRequest } from "../../kernel/wire.ts";
import { asBuffer } from "../wire-text.ts";

/** A chunk of an `aws-chunked` body. */
export interface BodyChunk {
  readonly bytes: Uint8Array;
  /** Present in signed bodies. */
  readonly signature?: string;
}

/** A body in the `aws-chunked` encoding, taken apart. */
export interface ChunkedBody {
  /** The chunks in order; the last one is empty. */
  readonly chunks: readonly BodyChunk[];
  /** Headers after the body, names in lower case, without the signature of the trailer. */
  readonly trailers: Readonly<Record<string, string>>;
  /** The trailer's text as it is signed. */
  readonly trailerText: string;
  readonly trailerSignature?: string;
}

/** Whether a request's body is sent in signed or unsigned chunks (`STREAMING-...`). */
export function isChunked(request: WireRequest): boolean {
  return request.headers["x-amz-content-sha256"]?.startsWith("STREAMING-") ?? false;
}

/**
 * Takes an `aws-chunked` body apart:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 * @throws AwsError IncompleteBody if it ends early, InvalidChunkSizeError if a chunk's head is malformed.
 */
export function parseChunkedBody(body: Uint8Array): ChunkedBody {
  const bytes = asBuffer(body);
  const chunks: BodyChunk[] = [];
  let position = 0;
  for (;;) {
    const lineEnd = bytes.indexOf("\r\n", position);
    if (lineEnd < 0) throw incompleteBody();
    const head = /^([0-9a-fA-F]+)(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(
      bytes.toString("latin1", position, lineEnd),
    );
    if (!head) throw new AwsError("InvalidChunkSizeError", "Chunk size is not valid");
    const start = lineEnd + 2;
    const end = start + Number.parseInt(head[1]!, 16);
    if (end > bytes.length) throw incompleteBody();
    const signature = head[2];
    chunks.push({ bytes: bytes.subarray(start, end), ...(signature === undefined ? {} : { signature }) });
    if (end === start) return { chunks, ...parseTrailers(bytes.toString("utf8", start)) };
    if (bytes.toString("latin1", end, end + 2) !== "\r\n") throw incompleteBody();
    position = end + 2;
  }
}

function incompleteBody(): AwsError {
  return new AwsError(
    "IncompleteBody",
    "You did not provide the number of bytes specified by the Content-Length HTTP header.",
  );
}

function parseTrailers(text: string): Omit<ChunkedBody, "chunks"> {
  const trailers: Record<string, string> = {};
  let trailerText = "";
  let trailerSignature: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon < 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === "x-amz-trailer-signature") trailerSignature = value;
    else {
      trailers[name] = value;
      trailerText += `${name}:${value}\n`;
    }
  }
  return { trailers, trailerText, ...(trailerSignature === undefined ? {} : { trailerSignature }) };
}

/**
 * The request with its body taken out of the chunks, and the trailers (checksums) among its headers; a request
 * without chunks is returned as it is. Signatures are checked by `SignatureVerifier`, on the request as sent.
 */
export function decodeChunkedRequest(request: WireRequest): WireRequest {
  if (!isChunked(request)) return request;
  const { chunks, trailers } = parseChunkedBody(request.body);
  const body = Buffer.concat(chunks.map(({ bytes }) => bytes));
  const announced = request.headers["x-amz-decoded-content-length"];
  if (announced !== undefined && Number(announced) !== body.length) throw incompleteBody();
  const { "content-encoding": encoding = "", ...headers } = request.headers;
  const kept = encoding.split(",").filter((name) => !["", "aws-chunked"].includes(name.trim()));
  const decoded: Record<string, string> = { ...headers, ...trailers, "content-length": String(body.length) };
  if (kept.length > 0) decoded["content-encoding"] = kept.join(",").trim();
  return { ...request, headers: decoded, body };
}
