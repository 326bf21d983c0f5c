import type { WireResponse } from "../../../kernel/wire.ts";
import type { InvocationResult } from "../invocation.ts";

/** What a function may answer to say all of the response. */
interface StructuredAnswer {
  readonly statusCode: unknown;
  readonly headers?: unknown;
  readonly body?: unknown;
  readonly cookies?: unknown;
  readonly isBase64Encoded?: unknown;
}

const json = "application/json";
const ownHeaders = new Set(["connection", "content-length", "date", "keep-alive", "transfer-encoding"]);

/** The answer to a request whose function failed or said nothing that makes sense. */
export const badGateway: WireResponse = {
  status: 502,
  headers: { "content-type": json },
  body: "Internal Server Error",
};

/**
 * The HTTP answer that a function's result stands for.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-response-payload
 */
export function urlResponse({ payload, functionError }: InvocationResult): WireResponse {
  if (functionError !== undefined) return badGateway;
  const text = new TextDecoder().decode(payload);
  let result: unknown;
  try {
    result = JSON.parse(text);
  } catch {
    return badGateway;
  }
  if (isObject(result) && "statusCode" in result) return structured(result as unknown as StructuredAnswer);
  const body = typeof result === "string" ? result : text;
  return { status: 200, headers: { "content-type": json }, body };
}

function structured({ statusCode, headers, body, cookies, isBase64Encoded }: StructuredAnswer): WireResponse {
  const status = typeof statusCode === "string" ? Number(statusCode) : statusCode;
  if (typeof status !== "number" || !Number.isInteger(status) || status < 100 || status > 599) return badGateway;
  if (headers !== undefined && headers !== null && !isObject(headers)) return badGateway;
  const answered: Record<string, string | readonly string[]> = { "content-type": json };
  for (const [name, value] of Object.entries(headers ?? {})) {
    const lower = name.toLowerCase();
    if (!ownHeaders.has(lower)) answered[lower] = String(value);
  }
  if (Array.isArray(cookies) && cookies.length > 0) answered["set-cookie"] = cookies.map(String);
  return { status, headers: answered, body: bodyOf(body, isBase64Encoded === true) };
}

function bodyOf(body: unknown, isBase64: boolean): Uint8Array | string {
  if (body === undefined || body === null) return "";
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return isBase64 ? Buffer.from(text, "base64") : text;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
