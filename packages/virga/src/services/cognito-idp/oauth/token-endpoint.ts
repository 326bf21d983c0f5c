import { createHash } from "node:crypto";
import { AwsError } from "../../../kernel/errors.ts";
import type { WireResponse } from "../../../kernel/wire.ts";
import type { PoolClient } from "../model.ts";
import { validity } from "../tokens/claims.ts";
import { clientAccessToken } from "../tokens/client-token.ts";
import { issueTokens } from "../tokens/issue.ts";
import { readGrant, refreshedTokens } from "../tokens/refresh.ts";
import { isRegistered } from "./callback-addresses.ts";
import { standardScopes } from "./client-oauth.ts";
import { authenticatedClient, clientForm, errorAnswer, jsonAnswer, OAuthError } from "./client-requests.ts";
import type { AuthorizationCode } from "./records.ts";
import type { Site } from "./site.ts";

type Form = ReadonlyMap<string, string>;

/**
 * `POST /oauth2/token`
 * https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
 */
export async function token(site: Site): Promise<WireResponse> {
  try {
    const form = clientForm(site);
    const client = authenticatedClient(site, form);
    return jsonAnswer(200, await granted(site, client, form));
  } catch (thrown) {
    if (thrown instanceof OAuthError) return errorAnswer(thrown);
    // What is left are triggers that fail and users who have gone.
    if (thrown instanceof AwsError) return errorAnswer(new OAuthError("invalid_grant", thrown.message));
    throw thrown;
  }
}

function granted(site: Site, client: PoolClient, form: Form): Promise<object> {
  switch (form.get("grant_type")) {
    case undefined:
      throw new OAuthError("invalid_request");
    case "authorization_code":
      return tokensOfCode(site, client, form);
    case "refresh_token":
      return tokensOfRefresh(site, client, form);
    case "client_credentials":
      return tokenOfClient(site, client, form);
    default:
      throw new OAuthError("unsupported_grant_type");
  }
}

function required(form: Form, name: string): string {
  const value = form.get(name);
  if (value === undefined) throw new OAuthError("invalid_request");
  return value;
}

function allows({ settings }: PoolClient, flow: "code" | "client_credentials"): boolean {
  return Boolean(settings.AllowedOAuthFlowsUserPoolClient && settings.AllowedOAuthFlows?.includes(flow));
}

async function tokensOfCode(site: Site, client: PoolClient, form: Form): Promise<object> {
  const { call, pool } = site;
  const { state, now } = call;
  const [id, redirectUri, verifier] = [
    required(form, "code"),
    required(form, "redirect_uri"),
    form.get("code_verifier"),
  ];
  if (!allows(client, "code") || !isRegistered(site, client, redirectUri)) {
    throw new OAuthError("unauthorized_client");
  }
  const code = state.transact((transaction) => state.oauth.takeCode(transaction, pool, id, now));
  if (code?.clientId !== client.id || code.redirectUri !== redirectUri || !isProven(code, verifier)) {
    throw new OAuthError("invalid_grant");
  }
  const user = state.userByUsername(state.reader, pool, code.user);
  if (user?.sub !== code.sub) throw new OAuthError("invalid_grant");
  const tokens = await issueTokens(call, {
    pool,
    client,
    user,
    scopes: code.scopes,
    triggerSource: "TokenGeneration_HostedAuth",
    authTime: code.authTime,
    hosted: true,
    ...(code.nonce !== undefined && { nonce: code.nonce }),
  });
  return {
    ...(tokens.idToken !== undefined && { id_token: tokens.idToken }),
    access_token: tokens.accessToken,
    refresh_token: tokens.refreshToken,
    expires_in: tokens.expiresIn,
    token_type: "Bearer",
  };
}

/** A verifier without a challenge is refused as well: somebody has taken the challenge off the way. */
function isProven({ codeChallenge }: AuthorizationCode, verifier: string | undefined): boolean {
  if (codeChallenge === undefined || verifier === undefined) return codeChallenge === verifier;
  return createHash("sha256").update(verifier).digest("base64url") === codeChallenge;
}

async function tokensOfRefresh({ call, pool }: Site, client: PoolClient, form: Form): Promise<object> {
  const refreshToken = required(form, "refresh_token");
  if (!client.settings.AllowedOAuthFlowsUserPoolClient) throw new OAuthError("unauthorized_client");
  const refreshGrant = granting(() => readGrant(call, pool, client, refreshToken, undefined));
  if (!refreshGrant.user.enabled) throw new OAuthError("invalid_grant");
  const result = await refreshedTokens(call, { pool, client, refreshGrant });
  return {
    ...(result.IdToken !== undefined && { id_token: result.IdToken }),
    access_token: result.AccessToken,
    ...(result.RefreshToken !== undefined && { refresh_token: result.RefreshToken }),
    expires_in: result.ExpiresIn,
    token_type: "Bearer",
  };
}

/** Whatever is wrong with a refresh token, clients learn no more than that it is. */
function granting<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof AwsError) throw new OAuthError("invalid_grant");
    throw thrown;
  }
}

async function tokenOfClient({ call, pool }: Site, client: PoolClient, form: Form): Promise<object> {
  // AWS says invalid_grant where the client's flows are not turned on.
  if (!client.settings.AllowedOAuthFlowsUserPoolClient) throw new OAuthError("invalid_grant");
  if (!allows(client, "client_credentials") || client.secret === undefined) throw new OAuthError("unauthorized_client");
  const { state } = call;
  const allowed = (client.settings.AllowedOAuthScopes ?? []).filter(
    (scope) => !standardScopes.has(scope) && state.oauth.hasCustomScope(state.reader, pool, scope),
  );
  const asked = form.get("scope")?.split(/\s+/).filter(Boolean) ?? [];
  if (asked.some((scope) => !allowed.includes(scope))) throw new OAuthError("invalid_scope");
  const scopes = asked.length > 0 ? [...new Set(asked)] : allowed;
  const clientMetadata = readMetadata(form.get("aws_client_metadata"));
  const accessToken = await clientAccessToken(call, { pool, client, scopes, clientMetadata });
  return { access_token: accessToken, expires_in: validity(client).access, token_type: "Bearer" };
}

/** What a client tells the trigger: a JSON object of texts. */
function readMetadata(text: string | undefined): Readonly<Record<string, string>> | undefined {
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new OAuthError("invalid_request");
  }
  const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isMap || Object.values(value as object).some((entry) => typeof entry !== "string")) {
    throw new OAuthError("invalid_request");
  }
  return value as Record<string, string>;
}
