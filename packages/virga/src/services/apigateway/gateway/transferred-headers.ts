import type { IntegrationType } from "@aws-sdk/client-api-gateway";
import { configurationError } from "./failure.ts";
import { isSendable } from "./sendable.ts";

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html says what becomes of each header.

/** Headers of a client's request that nobody sees behind API Gateway. */
const droppedOfRequests: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "content-md5",
  "expect",
  "max-forwards",
  "proxy-authenticate",
  "server",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "www-authenticate",
]);

/** Headers that API Gateway itself sends to an endpoint. */
const ownOfRequests = ["content-length", "transfer-encoding", "x-amzn-trace-id", "x-amzn-apigateway-api-id"];
const refusedOfRequests: ReadonlySet<string> = new Set(ownOfRequests);
const refusedOfAwsRequests: ReadonlySet<string> = new Set([
  ...ownOfRequests,
  "authorization",
  "connection",
  "expect",
  "proxy-authenticate",
  "te",
]);
const droppedOfMappings: ReadonlySet<string> = new Set(["expect", "proxy-authenticate", "te"]);

const droppedOfAnswers: ReadonlySet<string> = new Set([
  "expect",
  "host",
  "keep-alive",
  "proxy-authenticate",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
const remappedOfAnswers: ReadonlySet<string> = new Set([
  "authorization",
  "connection",
  "content-length",
  "content-md5",
  "date",
  "max-forwards",
  "server",
  "user-agent",
  "www-authenticate",
]);

/** Whether a header of a client's request, its name in lower case, is seen behind API Gateway. Signatures are not. */
export function isReceived(name: string, value: string): boolean {
  return !droppedOfRequests.has(name) && !(name === "authorization" && value.startsWith("AWS4-"));
}

/** The headers of a request that mappings and endpoints see. */
export function receivedHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const received: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name] as string;
    if (isReceived(name, value)) received[name] = value;
  }
  return received;
}

/**
 * The headers that mappings and overrides give an integration's request, names in lower case.
 *
 * @throws GatewayFailure API_CONFIGURATION_ERROR for one that is API Gateway's own affair
 */
export function sentHeaders(
  headers: ReadonlyMap<string, string>,
  type: IntegrationType | undefined,
): Record<string, string> {
  const isAws = type === "AWS" || type === "AWS_PROXY";
  const refused = isAws ? refusedOfAwsRequests : refusedOfRequests;
  const dropped = isAws ? "referer" : "via";
  const sent: Record<string, string> = {};
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (refused.has(lower)) throw configurationError(`${name} header already present`);
    if (!isSendable(name, value)) throw configurationError(`Invalid header ${name}`);
    if (lower !== dropped && !droppedOfMappings.has(lower)) sent[lower] = value;
  }
  return sent;
}

/** The name under which a header of an answer reaches the client; undefined for one that does not. */
export function answeredHeader(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (droppedOfAnswers.has(lower)) return undefined;
  return remappedOfAnswers.has(lower) ? `x-amzn-remapped-${lower}` : lower;
}

/** As `answeredHeader`, for an answer that is passed on as it is. */
export function passedHeader(name: string): string | undefined {
  return name.toLowerCase() === "via" ? undefined : answeredHeader(name);
}
