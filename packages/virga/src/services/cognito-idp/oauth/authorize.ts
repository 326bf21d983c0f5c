import type { WireResponse } from "../../../kernel/wire.ts";
import { Refusal, readAuthorizationRequest, returnAddress } from "./authorization-request.ts";
import { signedInUser } from "./browser-sessions.ts";
import { onlyProvider, unservedProviderPage } from "./client-providers.ts";
import { beginFederation } from "./federation.ts";
import { grant } from "./grant.ts";
import { link } from "./html.ts";
import { readForm, redirect, type Site } from "./site.ts";

/** `GET` and `POST /oauth2/authorize`: grants at once what a user who has signed in lets the client have, or leads to `/login` or to an identity provider. */
export async function authorize(given: Site): Promise<WireResponse> {
  const site = given.request.method === "POST" ? { ...given, query: readForm(given.request) ?? given.query } : given;
  const request = readAuthorizationRequest(site);
  const present = request.prompt.includes("login") ? undefined : signedInUser(site);
  if (present) return grant(site, request, present.user, present.authTime);
  if (request.prompt.includes("none")) {
    const { redirectUri, state } = request;
    throw new Refusal("login_required", redirect(returnAddress(redirectUri, { error: "login_required", state })));
  }
  const provider = request.provider ?? onlyProvider(site, request.client);
  if (!provider) return redirect(link(site, "login"));
  return provider.type === "OIDC" ? beginFederation(site, request, provider) : unservedProviderPage(provider);
}
