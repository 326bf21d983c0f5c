import type { Principal } from "../../../kernel/principal.ts";
import type { WireRequest } from "../../../kernel/wire.ts";
import type { FunctionUrl } from "../model.ts";

/** What the event of a request says beside the request itself. */
export interface UrlRequest {
  readonly url: FunctionUrl;
  readonly request: WireRequest;
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly principal: Principal;
  readonly accessKeyId: string | undefined;
  readonly traceHeader: string;
}

const monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const connectionHeaders = new Set(["connection", "cookie", "keep-alive", "transfer-encoding", "upgrade"]);
const textType = /^(?:text\/|application\/(?:[\w.+-]+\+)?(?:json|xml)|application\/javascript)/i;

/**
 * The event that a function gets for a request, in payload format 2.0.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-request-payload
 */
export function urlEvent(asked: UrlRequest): object {
  const { url, request, requestId, now } = asked;
  const { path, rawQuery, method, sourceIp, headers } = request;
  const host = (headers.host ?? "").replace(/:\d+$/, "");
  const cookies = headers.cookie === undefined ? [] : headers.cookie.split(/; */).filter((cookie) => cookie !== "");
  const query = queryParameters(rawQuery);
  const isText = textType.test(headers["content-type"] ?? "");
  const body = Buffer.from(request.body.buffer, request.body.byteOffset, request.body.byteLength);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: rawQuery,
    ...(cookies.length === 0 ? {} : { cookies }),
    headers: eventHeaders(asked),
    ...(query === undefined ? {} : { queryStringParameters: query }),
    requestContext: {
      ...identity(asked),
      apiId: url.urlId,
      domainName: host,
      domainPrefix: url.urlId,
      http: { method, path, protocol: "HTTP/1.1", sourceIp, userAgent: headers["user-agent"] ?? "" },
      requestId,
      routeKey: "$default",
      stage: "$default",
      time: logTime(now),
      timeEpoch: now,
    },
    ...(body.length === 0 ? {} : { body: body.toString(isText ? "utf8" : "base64") }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

function identity({ url, principal, accessKeyId }: UrlRequest): object {
  if (url.authType === "NONE") return { accountId: "anonymous" };
  const account = "account" in principal ? principal.account : null;
  const userId = userIdOf(principal);
  return {
    accountId: account ?? "anonymous",
    authentication: null,
    authorizer: {
      iam: {
        accessKey: accessKeyId ?? null,
        accountId: account,
        callerId: userId,
        cognitoIdentity: null,
        principalOrgId: null,
        userArn: userArn(principal),
        userId,
      },
    },
  };
}

function userIdOf(principal: Principal): string | null {
  switch (principal.kind) {
    case "root":
      return principal.account;
    case "user":
      return principal.userId;
    case "session":
      return `${principal.roleId}:${principal.sessionName}`;
    default:
      return null;
  }
}

function userArn(principal: Principal): string | null {
  if (principal.kind === "root") return `arn:aws:iam::${principal.account}:root`;
  return "arn" in principal ? principal.arn : null;
}

/** Names in lower case, the values of a repeated one joined by commas. Cookies have a place of their own. */
function eventHeaders({ request, traceHeader }: UrlRequest): Record<string, string> {
  const pairs = request.rawHeaders ?? Object.entries(request.headers).flat();
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    const name = pairs[index]!.toLowerCase();
    if (connectionHeaders.has(name)) continue;
    const before = headers[name];
    headers[name] = before === undefined ? pairs[index + 1]! : `${before},${pairs[index + 1]}`;
  }
  headers["x-amzn-trace-id"] ??= traceHeader;
  headers["x-forwarded-for"] ??= request.sourceIp;
  headers["x-forwarded-port"] ??= "443";
  headers["x-forwarded-proto"] ??= "https";
  return headers;
}

function queryParameters(rawQuery: string): Record<string, string> | undefined {
  if (rawQuery === "") return undefined;
  const values: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    values[name] = Object.hasOwn(values, name) ? `${values[name]},${value}` : value;
  }
  return values;
}

/** As in `12/Mar/2020:19:03:58 +0000`. */
function logTime(now: number): string {
  const at = new Date(now);
  const [, , , , time] = at.toUTCString().split(" ");
  const day = String(at.getUTCDate()).padStart(2, "0");
  return `${day}/${monthNames[at.getUTCMonth()]}/${at.getUTCFullYear()}:${time} +0000`;
}
