import type { WireAnswer, WireRequest, WireResponse } from "../kernel/wire.ts";

/** What browsers let pages read of AWS's answers. */
const exposedHeaders = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date,ETag,x-amz-request-id";
const preflightSeconds = 172_800;

/**
 * AWS's answer to a browser's question whether a page may call an API: it may, from any page. The HTTP server has
 * refused pages of other machines' sites before. Undefined if the request is no such question.
 */
export function answerPreflight(request: WireRequest): WireResponse | undefined {
  const { origin, "access-control-request-method": method, "access-control-request-headers": names } = request.headers;
  if (request.method !== "OPTIONS" || origin === undefined || method === undefined) return undefined;
  return {
    status: 200,
    headers: {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": method,
      ...(names === undefined ? {} : { "access-control-allow-headers": names }),
      "access-control-expose-headers": exposedHeaders,
      "access-control-max-age": String(preflightSeconds),
    },
    body: "",
  };
}

/** The answer with the headers that let the page that asked read it. */
export function openToPages(request: WireRequest, response: WireAnswer): WireAnswer {
  if (request.headers.origin === undefined || response.headers["access-control-allow-origin"] !== undefined) {
    return response;
  }
  const headers = { "access-control-allow-origin": "*", "access-control-expose-headers": exposedHeaders };
  return { ...response, headers: { ...headers, ...response.headers } };
}
