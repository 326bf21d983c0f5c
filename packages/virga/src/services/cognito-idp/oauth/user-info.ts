import { AwsError } from "../../../kernel/errors.ts";
import type { WireResponse } from "../../../kernel/wire.ts";
import { type AccessTokenHolder, verifyAccessToken } from "../tokens/access-token.ts";
import { attributeClaims, claimsInScope } from "../tokens/claims.ts";
import { jsonAnswer } from "./client-requests.ts";
import type { Site } from "./site.ts";

/**
 * `GET` and `POST /oauth2/userInfo`
 * https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
 */
export async function userInfo({ call, request, pool }: Site): Promise<WireResponse> {
  const [, token] = /^Bearer +([^\s]+)$/i.exec(request.headers.authorization ?? "") ?? [];
  if (token === undefined) return refusal(400, "invalid_request", "Bad OAuth2 request at UserInfo Endpoint");
  let holder: AccessTokenHolder;
  try {
    holder = verifyAccessToken(call, token, "openid");
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    return invalidToken(thrown.message);
  }
  if (holder.pool.id !== pool.id || !holder.user.enabled) return invalidToken("");
  const { user, client, scopes } = holder;
  const claims = claimsInScope(attributeClaims(user, client), scopes);
  const texts = Object.entries(claims).map(([name, value]) => [
    name,
    // Flags and identities are the texts that the attributes are.
    typeof value === "boolean" || name === "identities" ? (user.attributes[name] ?? String(value)) : value,
  ]);
  return jsonAnswer(200, { sub: user.sub, ...Object.fromEntries(texts), username: user.username });
}

function invalidToken(reason: string): WireResponse {
  const description = reason.includes("scopes")
    ? "Access token does not contain openid scope"
    : "Access token is expired, disabled, or deleted, or the user has globally signed out.";
  return refusal(401, "invalid_token", description);
}

function refusal(status: number, error: string, description: string): WireResponse {
  const header = `error="${error}", error_description="${description}"`;
  return jsonAnswer(status, { error, error_description: description }, { "www-authenticate": header });
}
