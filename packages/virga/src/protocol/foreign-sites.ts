import type { WireRequest } from "../kernel/wire.ts";
import type { AllowedHosts } from "./allowed-hosts.ts";

/**
 * The site whose page made a request through a person's browser without their knowing, if it is one; undefined for
 * programs, for local pages, and for a person who follows a link.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function foreignSite(request: WireRequest, hosts: AllowedHosts): string | undefined {
  const { origin } = request.headers;
  if (origin !== undefined) return hosts.hasOrigin(origin) ? undefined : origin;
  if (request.headers["sec-fetch-site"] !== "cross-site") return undefined;
  const isLink = request.headers["sec-fetch-mode"] === "navigate" && request.method === "GET";
  return isLink && !/(^|&)Action=/.test(request.rawQuery) ? undefined : "another site";
}
