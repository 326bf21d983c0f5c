import type { ContentHandlingStrategy } from "@aws-sdk/client-api-gateway";
import type { Exchange } from "./exchange.ts";
import { configurationError } from "./failure.ts";
import { type Payload, payloadText } from "./payload.ts";

/**
 * What an integration gets of the request's body, by the API's binary media types and the integration's content handling.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
 */
export function requestPayload(exchange: Exchange, handling: ContentHandlingStrategy | undefined): Payload {
  const { request, deployed, body } = exchange;
  if (deployed.compiled.binary.includes(request.headers["content-type"])) {
    return handling === "CONVERT_TO_TEXT" ? base64(request.body) : request.body;
  }
  return handling === "CONVERT_TO_BINARY" ? bytesOf(body) : body;
}

/** What the client gets of an integration's answer, in the same way; the first type that it accepts counts. */
export function responsePayload(
  { request, deployed }: Exchange,
  payload: Payload,
  contentType: string | readonly string[] | undefined,
  handling: ContentHandlingStrategy | undefined,
): Payload {
  const { binary } = deployed.compiled;
  if (handling === undefined && binary.isEmpty) return payloadText(payload);
  const isBinary = binary.includes(typeof contentType === "string" ? contentType : contentType?.[0]);
  const wanted = handling ?? (binary.includes(request.headers.accept) ? "CONVERT_TO_BINARY" : "CONVERT_TO_TEXT");
  if (wanted === "CONVERT_TO_TEXT") return isBinary ? base64(payload) : payloadText(payload);
  return isBinary ? Buffer.from(payload) : bytesOf(payloadText(payload));
}

function base64(payload: Payload): string {
  return Buffer.from(payload).toString("base64");
}

function bytesOf(text: string): Uint8Array {
  const compact = text.replaceAll(/\s/g, "");
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return Buffer.from(compact, "base64");
  throw configurationError("Unable to base64 decode the body.");
}
