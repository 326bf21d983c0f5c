import { AwsError } from "../../../kernel/errors.ts";
import type { ClaimChanges, GroupConfiguration, PreTokenGenerationResponse } from "../triggers/trigger-types.ts";
import { accountScope } from "./access-token.ts";
import type { TokenGroups } from "./claims.ts";

type Claims = Record<string, unknown>;

/** Claims that no trigger changes; every other `cognito:` claim is one as well. */
const reserved = new Set([
  "acr",
  "amr",
  "at_hash",
  "auth_time",
  "azp",
  "client_id",
  "device_key",
  "event_id",
  "exp",
  "iat",
  "identities",
  "iss",
  "jti",
  "nbf",
  "nonce",
  "origin_jti",
  "scope",
  "sub",
  "token_use",
  "username",
  "version",
]);

/** Standard claims that Cognito takes only simple values for. */
const simple = new Set(["email_verified", "phone_number_verified", "updated_at", "address"]);

/** What a PreTokenGeneration trigger changes, whichever version of its event it answered. */
export interface TokenOverrides {
  readonly id: ClaimChanges;
  readonly access: ClaimChanges;
  readonly scopesToAdd: readonly string[];
  readonly scopesToSuppress: readonly string[];
  /** Present if the trigger replaces the user's groups, be it by none. */
  readonly groups?: TokenGroups;
}

const nothing: TokenOverrides = { id: {}, access: {}, scopesToAdd: [], scopesToSuppress: [] };

/** Reads the answer to an event of this version; members of other versions mean nothing. */
export function tokenOverrides(version: string, response: PreTokenGenerationResponse | undefined): TokenOverrides {
  if (version === "1") {
    const details = response?.claimsOverrideDetails;
    return details ? { ...nothing, id: details, ...replacedGroups(details) } : nothing;
  }
  const details = response?.claimsAndScopeOverrideDetails;
  if (!details) return nothing;
  const access = details.accessTokenGeneration ?? {};
  const scopesToAdd = access.scopesToAdd ?? [];
  if (scopesToAdd.some((scope) => /\s/.test(scope))) {
    throw new AwsError("InvalidLambdaResponseException", "Invalid scopes in lambda output: scopes can't have spaces.");
  }
  return {
    id: details.idTokenGeneration ?? {},
    access,
    scopesToAdd,
    scopesToSuppress: access.scopesToSuppress ?? [],
    ...replacedGroups(details),
  };
}

/** An empty or null object takes all groups away; only one that is not there leaves them. */
function replacedGroups(details: { readonly groupOverrideDetails?: GroupConfiguration | null | undefined }): {
  groups?: TokenGroups;
} {
  if (details.groupOverrideDetails === undefined) return {};
  const { groupsToOverride, iamRolesToOverride, preferredRole } = details.groupOverrideDetails ?? {};
  return {
    groups: {
      groups: groupsToOverride ?? [],
      roles: iamRolesToOverride ?? [],
      preferredRole: preferredRole || undefined,
    },
  };
}

/**
 * Applies changes to a token's claims. Changes of reserved claims are passed over in silence, as Cognito does; a claim
 * that is both added and suppressed is suppressed.
 */
export function applyChanges(use: "id" | "access", claims: Claims, changes: ClaimChanges): void {
  for (const [name, value] of Object.entries(changes.claimsToAddOrOverride ?? {})) {
    if (value === null || value === undefined || !isAddable(use, name, value, claims)) continue;
    claims[name] = value;
  }
  for (const name of changes.claimsToSuppress ?? []) if (!isReserved(use, name)) delete claims[name];
}

function isReserved(use: "id" | "access", name: string): boolean {
  return reserved.has(name) || name.startsWith("cognito:") || (use === "id" && name === "aud");
}

function isAddable(use: "id" | "access", name: string, value: unknown, claims: Claims): boolean {
  if (isReserved(use, name) || name.startsWith("dev:")) return false;
  // An access token's audience can only be its own client.
  if (name === "aud") return value === claims.client_id;
  return !(simple.has(name) && typeof value === "object");
}

/** The scopes of the access token; that of the user's own account can be taken away but not added. */
export function overriddenScopes(scopes: readonly string[], overrides: TokenOverrides): readonly string[] {
  const added = overrides.scopesToAdd.filter((scope) => scope !== accountScope);
  return [...new Set([...scopes, ...added])].filter((scope) => !overrides.scopesToSuppress.includes(scope));
}
