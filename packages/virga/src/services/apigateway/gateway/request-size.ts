import type { WireRequest } from "../../../kernel/wire.ts";
import { largestPayload } from "../model.ts";
import { type GatewayFailure, payloadTooLarge, requestTooLarge } from "./failure.ts";

/** Bytes of the request line, and of it and all values of headers together. */
const longestHeader = 10_240;

/**
 * Why a request is too large: its line, its headers or its body.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
export function tooLarge({ method, path, rawQuery, headers, body }: WireRequest): GatewayFailure | undefined {
  if (body.length > largestPayload) return payloadTooLarge(largestPayload);
  let size = method.length + path.length + rawQuery.length;
  if (size > longestHeader) return requestTooLarge(`An HTTP line is larger than ${longestHeader} bytes.`);
  for (const name in headers) size += headers[name]?.length ?? 0;
  return size > longestHeader ? requestTooLarge(`HTTP header is larger than ${longestHeader} bytes.`) : undefined;
}
