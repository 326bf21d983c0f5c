import type { Cors } from "@aws-sdk/client-lambda";
import type { WireRequest, WireResponse } from "../../../kernel/wire.ts";

type Headers = Readonly<Record<string, string>>;

/**
 * The answer to a browser's question whether a page may call a URL with CORS settings; undefined if the request is no such
 * question. The function is not asked.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors
 */
export function answerUrlPreflight(cors: Cors | undefined, request: WireRequest): WireResponse | undefined {
  const { origin, "access-control-request-method": method } = request.headers;
  if (!cors || request.method !== "OPTIONS" || origin === undefined || method === undefined) return undefined;
  const { AllowMethods = [], AllowHeaders = [], MaxAge } = cors;
  const isAllowed = allows(AllowMethods, method);
  const headers = isAllowed ? originHeaders(cors, origin) : {};
  if (Object.keys(headers).length === 0) return { status: 200, headers: { vary: "Origin" }, body: "" };
  return {
    status: 200,
    headers: {
      ...headers,
      "access-control-allow-methods": AllowMethods.join(","),
      ...(AllowHeaders.length === 0 ? {} : { "access-control-allow-headers": AllowHeaders.join(",") }),
      ...(MaxAge === undefined ? {} : { "access-control-max-age": String(MaxAge) }),
    },
    body: "",
  };
}

/** The answer with the CORS headers of the URL's settings in place of the function's own. */
export function withUrlCors(cors: Cors | undefined, request: WireRequest, response: WireResponse): WireResponse {
  const { origin } = request.headers;
  if (!cors || origin === undefined) return response;
  const own = Object.entries(response.headers).filter(([name]) => !name.startsWith("access-control-"));
  const { ExposeHeaders = [] } = cors;
  const added = originHeaders(cors, origin);
  const exposed: Headers =
    ExposeHeaders.length === 0 || Object.keys(added).length === 0
      ? {}
      : { "access-control-expose-headers": ExposeHeaders.join(",") };
  return { ...response, headers: { ...Object.fromEntries(own), ...added, ...exposed } };
}

function originHeaders({ AllowOrigins = [], AllowCredentials = false }: Cors, origin: string): Headers {
  if (!AllowOrigins.some((allowed) => allowed === "*" || matches(allowed, origin))) return {};
  const isAny = AllowOrigins.includes("*") && !AllowCredentials;
  return {
    "access-control-allow-origin": isAny ? "*" : origin,
    ...(AllowCredentials ? { "access-control-allow-credentials": "true" } : {}),
    vary: "Origin",
  };
}

function allows(methods: readonly string[], method: string): boolean {
  return methods.some((allowed) => allowed === "*" || allowed.toUpperCase() === method.toUpperCase());
}

/** Origins may have a `*` for part of the host, as in `https://*.example.com`. */
function matches(allowed: string, origin: string): boolean {
  const [before = "", after] = allowed.toLowerCase().split("*");
  const lower = origin.toLowerCase();
  if (after === undefined) return lower === before;
  return lower.length >= before.length + after.length && lower.startsWith(before) && lower.endsWith(after);
}
