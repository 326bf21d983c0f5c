import { AwsError } from "../../../kernel/errors.ts";
import type { WireResponse } from "../../../kernel/wire.ts";
import type { User } from "../model.ts";
import { comparable } from "../sign-in-names.ts";
import { issueTokens } from "../tokens/issue.ts";
import {
  type AuthorizationRequest,
  Refusal,
  readAuthorizationRequest,
  returnAddress,
} from "./authorization-request.ts";
import { signedInUser } from "./browser-sessions.ts";
import { link } from "./html.ts";
import type { AuthorizationCode } from "./records.ts";
import { readForm, redirect, type Site } from "./site.ts";

const codeLifetime = 5 * 60_000;

/** `GET` and `POST /oauth2/authorize`: grants at once what a user who has signed in lets the client have, or leads to `/login`. */
export async function authorize(given: Site): Promise<WireResponse> {
  const site = given.request.method === "POST" ? { ...given, query: readForm(given.request) ?? given.query } : given;
  const request = readAuthorizationRequest(site);
  const present = request.prompt.includes("login") ? undefined : signedInUser(site);
  if (present) return grant(site, request, present.user, present.authTime);
  if (request.prompt.includes("none")) {
    const { redirectUri, state } = request;
    throw new Refusal("login_required", redirect(returnAddress(redirectUri, { error: "login_required", state })));
  }
  return redirect(link(site, "login"));
}

/** Leads back to the client with a code, or with tokens, for the user who has signed in. */
export async function grant(
  site: Site,
  request: AuthorizationRequest,
  user: User,
  authTime: number,
  cookies: readonly string[] = [],
): Promise<WireResponse> {
  if (request.responseType === "token") return grantTokens(site, request, user, authTime, cookies);
  const { call, pool } = site;
  const { state, now } = call;
  const code: AuthorizationCode = {
    code: state.ids.uuid(),
    clientId: request.client.id,
    user: comparable(pool, user.username),
    sub: user.sub,
    redirectUri: request.redirectUri,
    scopes: request.scopes,
    authTime,
    expires: now + codeLifetime,
    ...(request.nonce !== undefined && { nonce: request.nonce }),
    ...(request.codeChallenge !== undefined && { codeChallenge: request.codeChallenge }),
  };
  state.transact((transaction) => state.oauth.putCode(transaction, pool, code, now));
  return redirect(returnAddress(request.redirectUri, { code: code.code, state: request.state }), cookies);
}

/** The implicit grant: tokens in the address's fragment, and no refresh token. */
async function grantTokens(
  { call, pool }: Site,
  { client, scopes, nonce, redirectUri, state }: AuthorizationRequest,
  user: User,
  authTime: number,
  cookies: readonly string[],
): Promise<WireResponse> {
  try {
    const triggerSource = "TokenGeneration_HostedAuth" as const;
    const signedIn = { pool, client, user, scopes, triggerSource, authTime, hosted: true };
    const tokens = await issueTokens(call, { ...signedIn, ...(nonce !== undefined && { nonce }) });
    const parameters = {
      id_token: tokens.idToken,
      access_token: tokens.accessToken,
      expires_in: String(tokens.expiresIn),
      token_type: "Bearer",
      state,
    };
    return redirect(returnAddress(redirectUri, parameters, "fragment"), cookies);
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    const parameters = { error: "invalid_request", error_description: thrown.message, state };
    return redirect(returnAddress(redirectUri, parameters), cookies);
  }
}
