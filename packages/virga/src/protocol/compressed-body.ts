import { gunzipSync } from "node:zlib";
import type { WireRequest } from "../kernel/wire.ts";
import type { OperationModel } from "./model.ts";
import { serializationException } from "./protocol-errors.ts";

/** Bytes; a body that grows longer is not read. */
const longestBody = 16 * 1024 * 1024;

/**
 * Unpacks the body of a request that a client has compressed, where its operation allows that:
 * https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait
 */
export function decompressRequest(request: WireRequest, { requestcompression }: OperationModel): WireRequest {
  const encoding = request.headers["content-encoding"];
  if (requestcompression === undefined || encoding !== "gzip") return request;
  try {
    return { ...request, body: gunzipSync(request.body, { maxOutputLength: longestBody }) };
  } catch {
    throw serializationException();
  }
}
