import { isReadable } from "../attribute-permissions.ts";
import { identitiesClaim } from "../identity-providers/identities.ts";
import type { Group, PoolClient, User, UserPool } from "../model.ts";
import type { Grant } from "../sign-in-records.ts";
import { poolIssuer } from "./issuer.ts";

/** The groups and IAM roles that a user's tokens name. */
export interface TokenGroups {
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  readonly preferredRole?: string | undefined;
}

/** All that the claims of one issue of tokens depend on. Instants are epoch milliseconds. */
export interface Issue {
  readonly pool: UserPool;
  readonly client: PoolClient;
  readonly user: User;
  readonly grant: Grant;
  readonly now: number;
}

const secondsIn = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const;

/** How long a client's tokens are valid, in seconds. */
export function validity(client: PoolClient): Readonly<Record<"id" | "access" | "refresh", number>> {
  const { settings } = client;
  const units = settings.TokenValidityUnits ?? {};
  return {
    id: (settings.IdTokenValidity || 1) * (settings.IdTokenValidity ? secondsIn[units.IdToken ?? "hours"] : 3600),
    access:
      (settings.AccessTokenValidity || 1) *
      (settings.AccessTokenValidity ? secondsIn[units.AccessToken ?? "hours"] : 3600),
    refresh: (settings.RefreshTokenValidity || 30) * secondsIn[units.RefreshToken ?? "days"],
  };
}

/** The order of a token's groups, and which role is preferred: that of the group with the lowest precedence value. */
export function tokenGroups(groups: readonly Group[]): TokenGroups {
  const ordered = groups.toSorted((a, b) => (a.precedence ?? Infinity) - (b.precedence ?? Infinity) || 0);
  const roles = [...new Set(ordered.flatMap(({ roleArn }) => roleArn ?? []))];
  const first = ordered[0]?.precedence;
  const best = ordered.filter(({ precedence }) => first !== undefined && precedence === first);
  const bestRoles = new Set(best.map(({ roleArn }) => roleArn));
  // Groups of the same precedence whose roles differ leave the choice to the application.
  const [preferredRole] = bestRoles.size === 1 ? bestRoles : [];
  return { groups: ordered.map(({ name }) => name), roles, preferredRole };
}

/** The user's attributes that the client may read, as claims: flags are booleans, everything custom a text. */
export function attributeClaims(user: User, client: PoolClient): Record<string, unknown> {
  const claims: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(user.attributes)) {
    if (isReadable(client, name)) claims[name] = attributeClaim(name, value);
  }
  for (const address of ["email", "phone_number"]) {
    if (claims[address] !== undefined) claims[`${address}_verified`] ??= false;
  }
  return claims;
}

/**
 * The claims that the scopes of an OAuth sign-in let through. `profile`, or `openid` alone, mean all that the client may read.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
 */
export function claimsInScope(
  claims: Readonly<Record<string, unknown>>,
  scopes: readonly string[],
): Readonly<Record<string, unknown>> {
  const [email, phone] = [scopes.includes("email"), scopes.includes("phone")];
  if (scopes.includes("profile") || !(email || phone)) return claims;
  const names = [
    ...(email ? ["email", "email_verified"] : []),
    ...(phone ? ["phone_number", "phone_number_verified"] : []),
  ];
  return Object.fromEntries(Object.entries(claims).filter(([name]) => names.includes(name)));
}

function attributeClaim(name: string, value: string): unknown {
  switch (name) {
    case "email_verified":
    case "phone_number_verified":
      return value === "true";
    case "address":
      return { formatted: value };
    case "updated_at":
      return Number(value);
    case "identities":
      return identitiesClaim(value);
    default:
      return value;
  }
}

function common({ pool, user, client, grant, now }: Issue, use: "id" | "access", jti: string): Record<string, unknown> {
  const issued = Math.floor(now / 1000);
  return {
    sub: user.sub,
    iss: poolIssuer(pool),
    ...(client.settings.EnableTokenRevocation !== false && { origin_jti: grant.originJti }),
    event_id: grant.id,
    token_use: use,
    auth_time: Math.floor(grant.authTime / 1000),
    exp: issued + validity(client)[use],
    iat: issued,
    jti,
  };
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html */
export function idTokenClaims(issue: Issue, groups: TokenGroups, jti: string): Record<string, unknown> {
  const { user, client, grant } = issue;
  const attributes = attributeClaims(user, client);
  return {
    ...(grant.hosted ? claimsInScope(attributes, grant.scopes) : attributes),
    ...common(issue, "id", jti),
    ...(groups.groups.length > 0 && { "cognito:groups": groups.groups }),
    ...(groups.preferredRole !== undefined && { "cognito:preferred_role": groups.preferredRole }),
    "cognito:username": user.username,
    ...(groups.roles.length > 0 && { "cognito:roles": groups.roles }),
    aud: client.id,
    ...(grant.nonce !== undefined && { nonce: grant.nonce }),
  };
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html */
export function accessTokenClaims(
  issue: Issue,
  groups: TokenGroups,
  scopes: readonly string[],
  jti: string,
): Record<string, unknown> {
  const { user, client, grant } = issue;
  return {
    ...common(issue, "access", jti),
    ...(grant.deviceKey !== undefined && { device_key: grant.deviceKey }),
    ...(groups.groups.length > 0 && { "cognito:groups": groups.groups }),
    ...(grant.hosted && { version: 2 }),
    client_id: client.id,
    scope: scopes.join(" "),
    username: user.username,
  };
}
