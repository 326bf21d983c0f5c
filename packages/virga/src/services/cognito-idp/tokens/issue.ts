import { createHash } from "node:crypto";
import type { Call } from "../../../kernel/service.ts";
import type { Transaction } from "../../../kernel/store.ts";
import { userIsDisabled, userNotFound } from "../errors.ts";
import type { PoolClient, User, UserPool } from "../model.ts";
import { comparable } from "../sign-in-names.ts";
import type { Grant } from "../sign-in-records.ts";
import type { CognitoState } from "../state.ts";
import { eventAttributes } from "../triggers/event-attributes.ts";
import { hasTrigger, invokeTrigger, triggerVersion } from "../triggers/invoke-trigger.ts";
import type { Triggers } from "../triggers/trigger-types.ts";
import { applyChanges, overriddenScopes, type TokenOverrides, tokenOverrides } from "./claim-overrides.ts";
import { accessTokenClaims, type Issue, idTokenClaims, type TokenGroups, tokenGroups, validity } from "./claims.ts";
import { makeRefreshToken } from "./refresh-token.ts";

/** A sign-in that has succeeded. */
export interface SignedIn {
  readonly pool: UserPool;
  readonly client: PoolClient;
  readonly user: User;
  readonly scopes: readonly string[];
  readonly triggerSource: Triggers["PreTokenGeneration"]["source"];
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  /** When the user was authenticated; now unless told. */
  readonly authTime?: number;
  readonly nonce?: string;
  /** Whether the OAuth endpoints issue the tokens. */
  readonly hosted?: boolean;
  readonly deviceKey?: string;
  /** If the device is new: the group key that it got. */
  readonly newDeviceGroupKey?: string;
}

export interface IssuedTokens {
  /** Absent where the OAuth endpoints were not asked for the scope `openid`. */
  readonly idToken?: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Validity of the access token in seconds. */
  readonly expiresIn: number;
}

/**
 * Issues the tokens of a new sign-in: calls the PreTokenGeneration trigger, signs the tokens and keeps the sign-in, without
 * which they are worth nothing to Cognito. Throws what the trigger does, and, if the user has gone or
 * been disabled meanwhile, UserNotFoundException or NotAuthorizedException.
 */
export async function issueTokens(call: Call<CognitoState>, signedIn: SignedIn): Promise<IssuedTokens> {
  const { state, now } = call;
  const { pool, client, user } = signedIn;
  const grant = newGrant(call, signedIn);
  const tokens = await signedTokens(call, { pool, client, user, grant, now }, signedIn);
  const refreshToken = state.transact((transaction) => {
    const present = state.userByUsername(transaction, pool, user.username);
    if (present?.sub !== user.sub) throw userNotFound();
    if (!present.enabled) throw userIsDisabled();
    state.signIn.putGrant(transaction, pool, grant, now);
    return refreshTokenOf(call, transaction, pool, grant);
  });
  return { ...tokens, refreshToken, expiresIn: validity(client).access };
}

/** The refresh token that is good now for a sign-in. */
export function refreshTokenOf(
  call: Call<CognitoState>,
  transaction: Transaction,
  pool: UserPool,
  grant: Grant,
): string {
  const { state } = call;
  const { user, generation, clientId, refreshExpires: expires } = grant;
  const key = state.signIn.sealingKey(transaction, pool, state.ids);
  return makeRefreshToken(key, { user, grant: grant.id, generation, clientId, expires }, state.ids);
}

function newGrant({ state, now }: Call<CognitoState>, signedIn: SignedIn): Grant {
  const { pool, client, user, scopes, authTime = now, nonce, hosted, deviceKey, newDeviceGroupKey } = signedIn;
  const seconds = validity(client);
  return {
    id: state.ids.uuid(),
    originJti: state.ids.uuid(),
    user: comparable(pool, user.username),
    clientId: client.id,
    authTime,
    scopes,
    ...(hosted && { hosted }),
    ...(nonce !== undefined && { nonce }),
    ...(deviceKey !== undefined && { deviceKey }),
    ...(newDeviceGroupKey !== undefined && { newDeviceGroupKey }),
    generation: 1,
    refreshExpires: now + seconds.refresh * 1000,
    expires: now + Math.max(seconds.refresh, seconds.access) * 1000,
  };
}

/** New ID and access tokens of a sign-in, after the PreTokenGeneration trigger has had its say. */
export async function signedTokens(
  call: Call<CognitoState>,
  issue: Issue,
  source: Pick<SignedIn, "triggerSource" | "clientMetadata">,
): Promise<Pick<IssuedTokens, "idToken" | "accessToken">> {
  const { state } = call;
  const { pool, user, grant } = issue;
  const groups = tokenGroups([...state.groupsOf(state.reader, pool, user)]);
  const overrides = await askTrigger(call, issue, groups, source);
  const named = overrides?.groups ?? groups;
  const idClaims = idTokenClaims(issue, named, state.ids.uuid());
  const scopes = overrides ? overriddenScopes(grant.scopes, overrides) : grant.scopes;
  const accessClaims = accessTokenClaims(issue, named, scopes, state.ids.uuid());
  if (overrides) {
    applyChanges("id", idClaims, overrides.id);
    applyChanges("access", accessClaims, overrides.access);
  }
  if (grant.hosted) return hostedTokens(call, issue, idClaims, accessClaims);
  const [idToken, accessToken] = await Promise.all([
    state.signingKeys.sign(pool, "id", idClaims),
    state.signingKeys.sign(pool, "access", accessClaims),
  ]);
  return { idToken, accessToken };
}

/** The tokens of the OAuth endpoints: the ID token comes with `openid` only, and names the access token by its hash. */
async function hostedTokens(
  { state }: Call<CognitoState>,
  { pool, grant }: Issue,
  idClaims: Record<string, unknown>,
  accessClaims: Record<string, unknown>,
): Promise<Pick<IssuedTokens, "idToken" | "accessToken">> {
  const accessToken = await state.signingKeys.sign(pool, "access", accessClaims);
  if (!grant.scopes.includes("openid")) return { accessToken };
  const hash = createHash("sha256").update(accessToken).digest().subarray(0, 16).toString("base64url");
  return { idToken: await state.signingKeys.sign(pool, "id", { at_hash: hash, ...idClaims }), accessToken };
}

async function askTrigger(
  call: Call<CognitoState>,
  { pool, client, user, grant }: Issue,
  { groups, roles, preferredRole }: TokenGroups,
  { triggerSource, clientMetadata }: Pick<SignedIn, "triggerSource" | "clientMetadata">,
): Promise<TokenOverrides | undefined> {
  if (!hasTrigger(pool, "PreTokenGeneration")) return undefined;
  const version = triggerVersion(pool, "PreTokenGeneration");
  const response = await invokeTrigger(call, pool, {
    name: "PreTokenGeneration",
    triggerSource,
    userName: user.username,
    clientId: client.id,
    request: {
      userAttributes: eventAttributes(pool, user),
      groupConfiguration: {
        groupsToOverride: groups,
        iamRolesToOverride: roles,
        preferredRole: preferredRole ?? null,
      },
      ...(clientMetadata && { clientMetadata }),
      ...(version !== "1" && { scopes: grant.scopes }),
    },
  });
  return tokenOverrides(version, response);
}
