import type { AuthFactorType } from "@aws-sdk/client-cognito-identity-provider";
import type { MfaFactor, User, UserPool } from "../model.ts";

/** The second factors that the pool has. */
export function poolFactors(pool: UserPool): readonly MfaFactor[] {
  if ((pool.settings.MfaConfiguration ?? "OFF") === "OFF") return [];
  const { sms, softwareToken, email } = pool.mfa ?? {};
  const factors: MfaFactor[] = [];
  // A pool that was created with MFA and never told which has SMS.
  if (sms ?? (pool.mfa === undefined && pool.settings.SmsConfiguration !== undefined)) factors.push("SMS_MFA");
  if (softwareToken) factors.push("SOFTWARE_TOKEN_MFA");
  if (email) factors.push("EMAIL_OTP");
  return factors;
}

function canUse(user: User, factor: MfaFactor): boolean {
  switch (factor) {
    case "SMS_MFA":
      return Boolean(user.attributes.phone_number);
    case "EMAIL_OTP":
      return Boolean(user.attributes.email);
    case "SOFTWARE_TOKEN_MFA":
      return user.mfa?.softwareToken !== undefined;
  }
}

/** The second factors that a sign-in of this user can ask for, the preferred one alone if there is one. */
export function usableFactors(pool: UserPool, user: User): readonly MfaFactor[] {
  const inPool = poolFactors(pool).filter((factor) => canUse(user, factor));
  const { enabled = [], preferred } = user.mfa ?? {};
  const chosen = inPool.filter((factor) => enabled.includes(factor));
  if (preferred && chosen.includes(preferred)) return [preferred];
  if (chosen.length > 0 || pool.settings.MfaConfiguration !== "ON") return chosen;
  // Where MFA is required, an address is enough to be asked for a code.
  return inPool.slice(0, 1);
}

/** How answers describe a user's second factors. */
export function describeFactors(user: User): { UserMFASettingList?: MfaFactor[]; PreferredMfaSetting?: MfaFactor } {
  const { enabled = [], preferred } = user.mfa ?? {};
  return {
    ...(enabled.length > 0 && { UserMFASettingList: [...enabled] }),
    ...(preferred && { PreferredMfaSetting: preferred }),
  };
}

/** The first factors that a user, with passkeys or without, can sign in with, as far as the pool allows them. */
export function firstFactors(pool: UserPool, user: User, hasPasskey: boolean): readonly AuthFactorType[] {
  const allowed = pool.settings.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? ["PASSWORD"];
  return allowed.filter((factor) => {
    if (factor === "PASSWORD") return user.password !== undefined;
    if (factor === "WEB_AUTHN") return hasPasskey;
    if (factor === "EMAIL_OTP") return Boolean(user.attributes.email);
    return factor === "SMS_OTP" && Boolean(user.attributes.phone_number);
  });
}
