import { AwsError } from "../../../kernel/errors.ts";
import type { WireResponse } from "../../../kernel/wire.ts";
import type { User } from "../model.ts";
import { comparable } from "../sign-in-names.ts";
import { issueTokens } from "../tokens/issue.ts";
import { type AuthorizationRequest, returnAddress } from "./authorization-request.ts";
import type { AuthorizationCode } from "./records.ts";
import { redirect, type Site } from "./site.ts";

const codeLifetime = 5 * 60_000;

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
