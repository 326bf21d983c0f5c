import type { AwsError } from "../../../kernel/errors.ts";
import type { Call } from "../../../kernel/service.ts";
import { notAuthorized, userNotFound } from "../errors.ts";
import type { PoolClient, User, UserPool } from "../model.ts";
import { comparable } from "../sign-in-names.ts";
import type { Grant } from "../sign-in-records.ts";
import type { CognitoState } from "../state.ts";
import type { Claims } from "./signing-keys.ts";

/** The scope that lets users work on their own account. */
export const accountScope = "aws.cognito.signin.user.admin";

/** Whom an access token is of, as the store has them now. */
export interface AccessTokenHolder {
  readonly pool: UserPool;
  readonly client: PoolClient;
  readonly user: User;
  readonly scopes: readonly string[];
  readonly grant: Grant;
  readonly claims: Claims;
}

/**
 * Verifies an access token of a user, for operations that it authorises: its signature, expiry and revocation, and that it
 * has the scope (`aws.cognito.signin.user.admin` unless told). Throws NotAuthorizedException, or UserNotFoundException for
 * users that have been deleted.
 */
export function verifyAccessToken(
  call: Call<CognitoState>,
  token: string,
  neededScope: string = accountScope,
): AccessTokenHolder {
  const { state, now } = call;
  const pool = poolOf(state, token);
  const claims = pool && state.signingKeys.verified(pool, "access", token);
  if (!claims) throw invalid();
  const { exp, username, event_id: id, client_id: clientId, scope } = claims;
  if ((exp as number) * 1000 <= now) throw notAuthorized("Access Token has expired");
  // Tokens of clients themselves (client_credentials) have no user.
  if (typeof username !== "string" || typeof id !== "string") throw invalid();
  const user = state.userByUsername(state.reader, pool, username);
  if (!user) throw userNotFound();
  const grant = state.signIn.grant(state.reader, pool, comparable(pool, username), id);
  if (!grant || claims.sub !== user.sub) throw notAuthorized("Access Token has been revoked");
  const scopes = String(scope ?? "").split(" ");
  if (!scopes.includes(neededScope)) throw notAuthorized("Access Token does not have required scopes");
  return { pool, client: state.client(state.reader, pool, clientId as string), user, scopes, grant, claims };
}

/** The pool that a token says to be from. */
function poolOf(state: CognitoState, token: string): UserPool | undefined {
  let issuer: unknown;
  try {
    const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8");
    issuer = (JSON.parse(payload) as { readonly iss?: unknown } | null)?.iss;
  } catch {
    return undefined;
  }
  if (typeof issuer !== "string") return undefined;
  const place = state.poolPlace(state.reader, issuer.slice(issuer.lastIndexOf("/") + 1));
  return place && state.pool(state.reader, place, place.id);
}

function invalid(): AwsError {
  return notAuthorized("Invalid Access Token");
}
