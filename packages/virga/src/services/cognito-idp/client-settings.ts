import type { TimeUnitsType, UpdateUserPoolClientCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import { invalidParameter, unsupported } from "./errors.ts";
import { providerNotFound } from "./identity-providers/provider-settings.ts";
import type { ClientSettings, UserPool } from "./model.ts";
import { checkOAuthSettings } from "./oauth/client-oauth.ts";

const secondsIn: Record<TimeUnitsType, number> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };
const year = 365 * 86_400;

type Given = Omit<UpdateUserPoolClientCommandInput, "UserPoolId" | "ClientId" | "ClientName">;

function checkValidity(name: string, amount: number | undefined, unit: TimeUnitsType, from: number, to: number): void {
  if (amount === undefined || amount === 0) return;
  const seconds = amount * secondsIn[unit];
  if (seconds < from || seconds > to) throw invalidParameter(`Invalid range for ${name} token validity.`);
}

function checkValidities(given: Given): void {
  const units = given.TokenValidityUnits ?? {};
  checkValidity("access", given.AccessTokenValidity, units.AccessToken ?? "hours", 300, 86_400);
  checkValidity("id", given.IdTokenValidity, units.IdToken ?? "hours", 300, 86_400);
  checkValidity("refresh", given.RefreshTokenValidity, units.RefreshToken ?? "days", 3600, 10 * year);
}

function checkAttributes(pool: UserPool, kind: "read" | "write", names: readonly string[] | undefined): void {
  if (!names) return;
  const schema = new Map(pool.schema.map((attribute) => [attribute.Name, attribute]));
  for (const name of names) {
    const attribute = schema.get(name);
    const valid = attribute && (kind === "read" || (name !== "sub" && !name.endsWith("_verified")));
    if (!valid) throw invalidParameter(`Invalid ${kind} attributes specified while creating a client`);
  }
}

const plainSettings = [
  "AccessTokenValidity",
  "IdTokenValidity",
  "ReadAttributes",
  "WriteAttributes",
  "ExplicitAuthFlows",
  "SupportedIdentityProviders",
  "CallbackURLs",
  "LogoutURLs",
  "DefaultRedirectURI",
  "AllowedOAuthFlows",
  "AllowedOAuthScopes",
  "PreventUserExistenceErrors",
  "RefreshTokenRotation",
] as const;

/** A client's settings, checked against its pool with its providers and the scopes of its resource servers, with Cognito's defaults. An update leaves nothing of the old ones. */
export function clientSettings(
  pool: UserPool,
  given: Given,
  hasSecret: boolean,
  has: { readonly customScope: (scope: string) => boolean; readonly provider: (name: string) => boolean },
): ClientSettings {
  if (given.AnalyticsConfiguration) throw unsupported("AnalyticsConfiguration (Pinpoint)");
  checkValidities(given);
  checkOAuthSettings(given, hasSecret, has.customScope);
  checkAttributes(pool, "read", given.ReadAttributes);
  checkAttributes(pool, "write", given.WriteAttributes);
  for (const provider of given.SupportedIdentityProviders ?? []) {
    if (provider !== "COGNITO" && !has.provider(provider)) throw providerNotFound(pool, provider);
  }
  const plain = Object.fromEntries(
    plainSettings.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]),
  );
  return {
    RefreshTokenValidity: given.RefreshTokenValidity || 30,
    TokenValidityUnits: given.TokenValidityUnits ?? {},
    ...plain,
    AllowedOAuthFlowsUserPoolClient: given.AllowedOAuthFlowsUserPoolClient ?? false,
    EnableTokenRevocation: given.EnableTokenRevocation ?? true,
    EnablePropagateAdditionalUserContextData: given.EnablePropagateAdditionalUserContextData ?? false,
    AuthSessionValidity: given.AuthSessionValidity ?? 3,
  };
}
