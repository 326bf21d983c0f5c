/** Headers that API Gateway keeps for itself: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html */
const remapped: ReadonlySet<string> = new Set([
  "authorization",
  "connection",
  "content-length",
  "content-md5",
  "date",
  "expect",
  "host",
  "max-forwards",
  "proxy-authenticate",
  "server",
  "te",
  "trailer",
  "upgrade",
  "user-agent",
  "via",
  "warn",
  "www-authenticate",
]);

/** The name under which a proxied answer's header reaches the client; undefined for one that does not. */
export function answeredHeader(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (lower === "transfer-encoding" || lower === "keep-alive") return undefined;
  return remapped.has(lower) ? `x-amzn-remapped-${lower}` : lower;
}
