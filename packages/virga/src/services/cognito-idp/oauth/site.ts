import type { Call } from "../../../kernel/service.ts";
import type { WireRequest, WireResponse } from "../../../kernel/wire.ts";
import type { UserPool } from "../model.ts";
import type { CognitoState } from "../state.ts";

const ownPath = /^\/_aws\/cognito-idp\/([\w-]+_[0-9a-zA-Z]+)(\/[\w/]+)$/;
const domainHost = /^([a-z0-9-]+)\.auth\.([a-z]{2}(?:-[a-z]+)+-\d)\.(?:amazoncognito\.com|localhost)(?::\d+)?$/;

/** Where the pages of a pool are below the runtime's own address. */
export function ownBase(poolId: string): string {
  return `/_aws/cognito-idp/${poolId}`;
}

/** Whose address a request names, and what there. */
interface Address {
  readonly poolId?: string;
  readonly domain?: { readonly prefix: string; readonly region: string };
  /** The path on the pool's domain, such as `/oauth2/token`. */
  readonly route: string;
}

/** The address of a request to a pool's domain, under AWS's name or the runtime's own; undefined for any other. */
export function siteAddress(request: WireRequest): Address | undefined {
  const own = ownPath.exec(request.path);
  if (own) return { poolId: own[1]!, route: own[2]! };
  const domain = domainHost.exec((request.headers.host ?? "").toLowerCase());
  return domain ? { domain: { prefix: domain[1]!, region: domain[2]! }, route: request.path } : undefined;
}

/** A request to the domain of a pool. */
export interface Site {
  readonly call: Call<CognitoState>;
  readonly request: WireRequest;
  readonly pool: UserPool;
  /** The path below which the domain's paths are; empty on a host of its own. */
  readonly base: string;
  /** Whether the browser came by HTTPS, by way of a proxy: the runtime itself has HTTP only. */
  readonly secure: boolean;
  readonly query: URLSearchParams;
  readonly cookies: ReadonlyMap<string, string>;
}

/** The pool that a request is for, if that has a domain. */
export function findSite(call: Call<CognitoState>, request: WireRequest): Site | undefined {
  const { state } = call;
  const address = siteAddress(request);
  if (!address) return undefined;
  const { domain, poolId } = address;
  const found = domain && state.oauth.domain(state.reader, domain.region, domain.prefix);
  const place = state.poolPlace(state.reader, poolId ?? found?.poolId ?? "");
  const pool = place && state.pool(state.reader, place, place.id);
  if (!pool || state.oauth.domains(state.reader, pool).length === 0) return undefined;
  return {
    call,
    request,
    pool,
    base: domain ? "" : ownBase(pool.id),
    secure: request.headers["x-forwarded-proto"] === "https",
    query: new URLSearchParams(request.rawQuery),
    cookies: readCookies(request.headers.cookie ?? ""),
  };
}

function readCookies(header: string): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of header.split(";")) {
    const equals = pair.indexOf("=");
    const name = pair.slice(0, equals).trim();
    if (equals > 0 && !cookies.has(name)) cookies.set(name, pair.slice(equals + 1).trim());
  }
  return cookies;
}

/** The header that sets a cookie of this site; `seconds` is its life, 0 takes it away, and none means the browser's. */
export function cookieHeader({ base, secure }: Site, name: string, value: string, seconds?: number): string {
  const parts = [`${name}=${value}`, `Path=${base || "/"}`, "HttpOnly", "SameSite=Lax"];
  if (seconds !== undefined) parts.push(`Max-Age=${seconds}`);
  if (secure) parts.push("Secure");
  return parts.join("; ");
}

/** As AWS's authorization server tells caches that its answers are for one eye only. */
export const uncached = {
  "cache-control": "no-cache, no-store, max-age=0, must-revalidate",
  pragma: "no-cache",
  expires: "0",
} as const;

/** Sends the browser elsewhere. The address must be one of this site or one that the client has registered. */
export function redirect(location: string, cookies: readonly string[] = []): WireResponse {
  return {
    status: 302,
    headers: { ...uncached, location, ...(cookies.length > 0 && { "set-cookie": cookies }) },
    body: "",
  };
}

/** The content of a form; undefined if the body is something else. */
export function readForm({ headers, body }: WireRequest): URLSearchParams | undefined {
  const [type = ""] = (headers["content-type"] ?? "").split(";");
  if (type.trim().toLowerCase() !== "application/x-www-form-urlencoded") return undefined;
  return new URLSearchParams(Buffer.from(body).toString("utf8"));
}
