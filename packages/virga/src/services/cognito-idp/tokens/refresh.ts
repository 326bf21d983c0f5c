import type { AuthenticationResultType } from "@aws-sdk/client-cognito-identity-provider";
import { AwsError } from "../../../kernel/errors.ts";
import type { Call } from "../../../kernel/service.ts";
import { notAuthorized } from "../errors.ts";
import type { PoolClient, User, UserPool } from "../model.ts";
import type { Grant } from "../sign-in-records.ts";
import type { CognitoState } from "../state.ts";
import { validity } from "./claims.ts";
import { refreshTokenOf, signedTokens } from "./issue.ts";
import { readRefreshToken } from "./refresh-token.ts";

/** What a refresh token gives leave to. */
export interface RefreshGrant {
  readonly user: User;
  readonly grant: Grant;
  /** Whether it is the newest of its sign-in, which a rotation replaces. */
  readonly isNewest: boolean;
}

/**
 * Reads a refresh token that the client was given; throws NotAuthorizedException, or RefreshTokenReuseException for one that
 * has been rotated and whose grace period is over.
 */
export function readGrant(
  { state, now }: Call<CognitoState>,
  pool: UserPool,
  client: PoolClient,
  token: string,
  deviceKey: string | undefined,
): RefreshGrant {
  const key = state.signIn.existingSealingKey(state.reader, pool);
  const content = key && readRefreshToken(key, token);
  if (!content || content.clientId !== client.id) throw notAuthorized("Invalid Refresh Token");
  if (content.expires <= now) throw notAuthorized("Refresh Token has expired");
  const grant = state.signIn.grant(state.reader, pool, content.user, content.grant);
  const user = state.userByUsername(state.reader, pool, content.user);
  if (!grant || !user) throw notAuthorized("Refresh Token has been revoked");
  // A sign-in on a device that has been confirmed is refreshed by that device only.
  if (grant.deviceKey !== undefined && state.signIn.device(state.reader, pool, content.user, grant.deviceKey)) {
    if (deviceKey !== grant.deviceKey) throw notAuthorized("Invalid Refresh Token.");
  }
  const isNewest = content.generation === grant.generation;
  const inGrace = content.generation === grant.generation - 1 && (grant.graceUntil ?? 0) > now;
  if (!isNewest && !inGrace) {
    throw new AwsError("RefreshTokenReuseException", "Refresh token has been reused.");
  }
  return { user, grant, isNewest };
}

export interface Refresh {
  readonly pool: UserPool;
  readonly client: PoolClient;
  readonly refreshGrant: RefreshGrant;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

function rotates(client: PoolClient): boolean {
  return client.settings.RefreshTokenRotation?.Feature === "ENABLED";
}

/**
 * Issues new ID and access tokens for a refresh token. Where the client rotates refresh tokens a new one comes with them,
 * which is valid for the rest of the old one's time; the old one stays good for the grace period.
 */
export async function refreshedTokens(call: Call<CognitoState>, refresh: Refresh): Promise<AuthenticationResultType> {
  const { pool, client, refreshGrant, clientMetadata } = refresh;
  const { user, grant } = refreshGrant;
  const source = { triggerSource: "TokenGeneration_RefreshTokens", clientMetadata } as const;
  const tokens = await signedTokens(call, { pool, client, user, grant, now: call.now }, source);
  const refreshToken = rotates(client) ? rotated(call, pool, client, refreshGrant) : undefined;
  return {
    AccessToken: tokens.accessToken,
    ExpiresIn: validity(client).access,
    ...(tokens.idToken !== undefined && { IdToken: tokens.idToken }),
    ...(refreshToken !== undefined && { RefreshToken: refreshToken }),
    TokenType: "Bearer",
  };
}

/** The newest refresh token of the sign-in; one in its grace period gets the same as its first use did. */
function rotated(
  call: Call<CognitoState>,
  pool: UserPool,
  client: PoolClient,
  { grant: read, isNewest }: RefreshGrant,
): string {
  const { state, now } = call;
  return state.transact((transaction) => {
    const grant = state.signIn.grant(transaction, pool, read.user, read.id);
    if (!grant) throw notAuthorized("Refresh Token has been revoked");
    if (!isNewest || grant.generation !== read.generation) return refreshTokenOf(call, transaction, pool, grant);
    const grace = (client.settings.RefreshTokenRotation?.RetryGracePeriodSeconds ?? 0) * 1000;
    const next: Grant = { ...grant, generation: grant.generation + 1, graceUntil: now + grace };
    state.signIn.putGrant(transaction, pool, next, now);
    return refreshTokenOf(call, transaction, pool, next);
  });
}
