import type { PoolClient } from "../model.ts";
import { ownBase, type Site } from "./site.ts";

/** The path of a pool's domain to which identity providers send users back. */
const idpResponse = "/oauth2/idpresponse";

const domainHost = /^([a-z0-9-]+)\.auth\.([a-z0-9-]+)\.localhost$/;
const ownPath = /^\/_aws\/cognito-idp\/([\w-]+)\/oauth2\/idpresponse$/;
const localNames = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Where a provider sends users back to: where the browser has come to this site. */
export function idpResponseAddress({ request, base, secure, call }: Site): string {
  const host = request.headers.host ?? new URL(call.host.settings.endpoint()).host;
  return `${secure ? "https" : "http"}://${host}${base}${idpResponse}`;
}

/**
 * Whether a client has registered an address. A pool that is another pool's provider knows that by AWS's name, and takes
 * the runtime's names of the same domain for it.
 */
export function isRegistered(site: Site, { settings }: PoolClient, address: string): boolean {
  const registered = settings.CallbackURLs ?? [];
  if (registered.includes(address)) return true;
  return awsNames(site, address).some((name) => registered.includes(name));
}

/** AWS's names of the domain at whose place in this runtime an address is, if it is `/oauth2/idpresponse` of one. */
function awsNames({ call: { state, host } }: Site, address: string): readonly string[] {
  if (!URL.canParse(address)) return [];
  const url = new URL(address);
  if (url.search !== "" || url.hash !== "") return [];
  const [, prefix, region] = domainHost.exec(url.hostname) ?? [];
  if (prefix && region) return url.pathname === idpResponse ? [awsName(prefix, region)] : [];
  const [, poolId] = ownPath.exec(url.pathname) ?? [];
  // On this machine any port will do: containers and proxies have others than the runtime.
  if (!poolId || !(localNames.has(url.hostname) || url.host === new URL(host.settings.endpoint()).host)) return [];
  if (url.pathname !== `${ownBase(poolId)}${idpResponse}`) return [];
  const place = state.poolPlace(state.reader, poolId);
  if (!place) return [];
  const pool = state.pool(state.reader, place, poolId);
  return state.oauth.domains(state.reader, pool).map(({ domain }) => awsName(domain, pool.region));
}

function awsName(domain: string, region: string): string {
  const name = domain.includes(".") ? domain : `${domain}.auth.${region}.amazoncognito.com`;
  return `https://${name}${idpResponse}`;
}
