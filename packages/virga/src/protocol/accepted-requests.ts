import { crc32 } from "node:zlib";
import { AwsError } from "../kernel/errors.ts";
import type { WireRequest } from "../kernel/wire.ts";
import type { ServiceCodec } from "./codec.ts";
import { unknownOperationException } from "./protocol-errors.ts";
import type { WireDialect } from "./wire-dialects.ts";

/** Why a service does not read a request, and how it says so. */
export interface Refusal {
  readonly error: AwsError;
  readonly codec: Pick<ServiceCodec, "encodeError">;
}

/** Why a service that `X-Amz-Target` names does not even read the request, if it doesn't. */
export function refusalOf(request: WireRequest, dialect: WireDialect | undefined): Refusal | undefined {
  if (dialect?.longestBody !== undefined && request.body.byteLength > dialect.longestBody) return tooLong;
  if (dialect?.contentTypes === undefined) return undefined;
  if (request.method !== "POST") return noOperation;
  return request.body.byteLength === 0 || hasType(request, dialect.contentTypes) ? undefined : noOperation;
}

/** Whatever follows the type is not looked at. */
function hasType({ headers }: WireRequest, types: readonly string[]): boolean {
  const header = headers["content-type"] ?? "";
  if (types.includes(header)) return true;
  const semicolon = header.indexOf(";");
  return types.includes((semicolon < 0 ? header : header.slice(0, semicolon)).trim());
}

const noOperation: Refusal = {
  error: unknownOperationException(404),
  codec: {
    encodeError: (error, requestId) => {
      const body = `<${error.code}/>\n`;
      const headers = { "x-amzn-requestid": requestId, "x-amz-crc32": String(crc32(body)) };
      return { status: error.status, headers, body };
    },
  },
};

const tooLong: Refusal = {
  error: new AwsError("RequestEntityTooLarge", "The body is too long", { status: 413 }),
  codec: { encodeError: ({ status }) => ({ status, headers: {}, body: "" }) },
};
