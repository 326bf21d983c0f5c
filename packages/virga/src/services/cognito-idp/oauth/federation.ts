import { createHash } from "node:crypto";
import { AwsError } from "../../../kernel/errors.ts";
import type { WireResponse } from "../../../kernel/wire.ts";
import { federatedUser } from "../identity-providers/federated-user.ts";
import { providerEndpoints } from "../identity-providers/provider-endpoints.ts";
import { ProviderFailure } from "../identity-providers/provider-requests.ts";
import { exchangeCode } from "../identity-providers/provider-response.ts";
import type { FederatedSignIn, IdentityProvider } from "../identity-providers/records.ts";
import {
  type AuthorizationRequest,
  errorPageRefusal,
  readAuthorizationRequest,
  returnAddress,
} from "./authorization-request.ts";
import { beginBrowserSession } from "./browser-sessions.ts";
import { idpResponseAddress } from "./callback-addresses.ts";
import { grant } from "./grant.ts";
import { cookieHeader, redirect, type Site } from "./site.ts";

/** How long users have at their provider. */
const lifetime = 5 * 60_000;
const cookieName = "csrf-state";

function hashed(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** Sends the user to an OpenID Connect provider. */
export async function beginFederation(
  site: Site,
  request: AuthorizationRequest,
  provider: IdentityProvider,
): Promise<WireResponse> {
  const { call, pool } = site;
  const { state, now } = call;
  try {
    const { authorize } = await providerEndpoints(call, provider);
    const present = site.cookies.get(cookieName);
    const secret = present !== undefined && /^[\w-]{36}$/.test(present) ? present : state.ids.uuid();
    const signIn: FederatedSignIn = {
      id: state.ids.uuid(),
      provider: provider.name,
      query: String(site.query),
      nonce: state.ids.uuid(),
      redirectUri: idpResponseAddress(site),
      browser: hashed(secret),
      expires: now + lifetime,
    };
    state.transact((transaction) => state.oauth.putFederation(transaction, pool, signIn, now));
    const cookie = cookieHeader(site, cookieName, secret, lifetime / 1000);
    return redirect(returnAddress(authorize, providerParameters(site, request, provider, signIn)), [cookie]);
  } catch (thrown) {
    return failure(request, thrown);
  }
}

function providerParameters(
  { query }: Site,
  { prompt }: AuthorizationRequest,
  { details }: IdentityProvider,
  { id, nonce, redirectUri }: FederatedSignIn,
): Readonly<Record<string, string | undefined>> {
  return {
    client_id: details.client_id,
    redirect_uri: redirectUri,
    scope: details.authorize_scopes,
    response_type: "code",
    state: id,
    nonce,
    login_hint: query.get("login_hint") ?? undefined,
    prompt: prompt.length > 0 ? prompt.join(" ") : undefined,
  };
}

/**
 * `GET /oauth2/idpresponse`: the user comes back from a provider, with a code or with an error.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-oidc-flow.html
 */
export async function idpResponse(given: Site): Promise<WireResponse> {
  const { call, pool, query, cookies } = given;
  const { state, now } = call;
  const key = { id: query.get("state") ?? "", browser: hashed(cookies.get(cookieName) ?? "") };
  const signIn = state.transact((transaction) => state.oauth.takeFederation(transaction, pool, key, now));
  if (!signIn) throw errorPageRefusal(given, "invalid_request");
  const site: Site = { ...given, query: new URLSearchParams(signIn.query) };
  const request = readAuthorizationRequest(site);
  try {
    const provider = state.identityProviders.find(state.reader, pool, signIn.provider);
    if (!provider) throw new ProviderFailure(`The provider ${signIn.provider} does not exist`);
    const code = query.get("code");
    if (code === null) throw refusal(provider, query);
    const response = await exchangeCode(call, provider, signIn, code);
    const user = await federatedUser(call, { pool, client: request.client }, provider, response);
    return await grant(site, request, user, now, [beginBrowserSession(site, user)]);
  } catch (thrown) {
    return failure(request, thrown);
  }
}

/** What a provider says who does not let the user in. */
function refusal({ name }: IdentityProvider, query: URLSearchParams): ProviderFailure {
  const error = query.get("error") ?? "invalid_request";
  const words = [`${name} Error -`, error, query.get("error_description")].filter((word) => word !== null);
  return new ProviderFailure(words.join(" "), error);
}

/** Tells the application what went wrong: https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoint-idp-responses.html */
function failure({ redirectUri, state }: AuthorizationRequest, thrown: unknown): WireResponse {
  if (!(thrown instanceof ProviderFailure || thrown instanceof AwsError)) throw thrown;
  const error = thrown instanceof ProviderFailure ? thrown.code : "invalid_request";
  return redirect(returnAddress(redirectUri, { error_description: thrown.message, state, error }));
}
