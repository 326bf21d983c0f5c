import type { MFAOptionType, SetUserMFAPreferenceCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import { invalidParameter } from "../errors.ts";
import type { MfaFactor, User, UserPool } from "../model.ts";
import { hasPasskeyMfa } from "../passkeys/pool-config.ts";
import { poolFactors } from "./factors.ts";

type Preferences = Omit<SetUserMFAPreferenceCommandInput, "AccessToken">;

/** Throws InvalidParameterException if the user cannot have this factor enabled. */
function checkUsable(pool: UserPool, user: User, factor: MfaFactor): void {
  if (factor === "SOFTWARE_TOKEN_MFA" && !user.mfa?.softwareToken) {
    throw invalidParameter("User has not verified software token mfa");
  }
  if (!poolFactors(pool).includes(factor)) throw invalidParameter(`${factor} is not enabled by the user pool.`);
  if (factor === "SMS_MFA" && !user.attributes.phone_number) {
    throw invalidParameter("User has no phone number to turn on SMS_MFA.");
  }
  if (factor === "EMAIL_OTP" && !user.attributes.email) {
    throw invalidParameter("User has no email address to turn on EMAIL_OTP.");
  }
}

/** The user with second factors switched on and off; factors that are not named stay as they are. */
export function withPreference(pool: UserPool, user: User, given: Preferences): User {
  const changes = [
    ["SMS_MFA", given.SMSMfaSettings],
    ["SOFTWARE_TOKEN_MFA", given.SoftwareTokenMfaSettings],
    ["EMAIL_OTP", given.EmailMfaSettings],
  ] as const;
  const enabled = new Set(user.mfa?.enabled);
  let preferred = user.mfa?.preferred;
  if (changes.filter(([, settings]) => settings?.PreferredMfa).length > 1) {
    throw invalidParameter("Only one MFA method can be preferred.");
  }
  for (const [factor, settings] of changes) {
    if (!settings) continue;
    if (settings.Enabled) {
      checkUsable(pool, user, factor);
      enabled.add(factor);
    } else {
      if (settings.PreferredMfa) throw invalidParameter("An MFA method that is not enabled can't be preferred.");
      enabled.delete(factor);
    }
    if (settings.PreferredMfa) preferred = factor;
    else if (preferred === factor) preferred = undefined;
  }
  const passkey = passkeyPreference(pool, user, given, enabled.size > 0);
  const { preferred: _old, passkey: _before, ...mfa } = user.mfa ?? { enabled: [] };
  return {
    ...user,
    mfa: { ...mfa, enabled: [...enabled], ...(preferred && { preferred }), ...(passkey && { passkey }) },
  };
}

/** Whether a passkey is to stand for all factors: only where the pool has it, and beside another second factor. */
function passkeyPreference(pool: UserPool, user: User, given: Preferences, hasOther: boolean): boolean {
  const settings = given.WebAuthnMfaSettings;
  const passkey = settings ? (settings.Enabled ?? false) : (user.mfa?.passkey ?? false);
  if (settings && passkey && !hasPasskeyMfa(pool)) {
    throw invalidParameter("Passkey MFA is not enabled by the user pool.");
  }
  if (passkey && !hasOther) throw invalidParameter("Passkey MFA needs another MFA method to be enabled.");
  return passkey;
}

/** The older way, which knows SMS only: it is on if the options name the phone number, and off if there are none. */
export function withMfaOptions(pool: UserPool, user: User, options: readonly MFAOptionType[]): User {
  for (const { AttributeName, DeliveryMedium } of options) {
    if (AttributeName !== "phone_number" || DeliveryMedium !== "SMS") {
      throw invalidParameter("MFAOptions can only be SMS to phone_number.");
    }
  }
  return withPreference(pool, user, { SMSMfaSettings: { Enabled: options.length > 0 } });
}
