import type { WireResponse } from "../../../kernel/wire.ts";
import { errorPageRefusal, readAuthorizationRequest } from "./authorization-request.ts";
import { endBrowserSession } from "./browser-sessions.ts";
import { findClient } from "./client-requests.ts";
import { link } from "./html.ts";
import { redirect, type Site } from "./site.ts";

/**
 * `GET /logout`: forgets who has signed in with the browser, and leads to a registered address or back to sign-in.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
 */
export async function logout(site: Site): Promise<WireResponse> {
  const [clientId, logoutUri] = [site.query.getAll("client_id"), site.query.getAll("logout_uri")];
  const client = clientId.length === 1 ? findClient(site, clientId[0]!) : undefined;
  if (!client || logoutUri.length > 1) throw errorPageRefusal(site, "invalid_request");
  if (logoutUri.length === 0) {
    readAuthorizationRequest(site);
    return redirect(link(site, "login"), [endBrowserSession(site)]);
  }
  if (!client.settings.LogoutURLs?.includes(logoutUri[0]!)) throw errorPageRefusal(site, "redirect_mismatch");
  return redirect(logoutUri[0]!, [endBrowserSession(site)]);
}
