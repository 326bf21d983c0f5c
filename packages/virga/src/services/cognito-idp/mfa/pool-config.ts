import type {
  SetUserPoolMfaConfigCommandInput,
  SetUserPoolMfaConfigCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import { invalidParameter } from "../errors.ts";
import type { PoolMfa, UserPool } from "../model.ts";
import { checkedPasskeyConfig } from "../passkeys/pool-config.ts";
import { poolFactors } from "./factors.ts";

type Given = Omit<SetUserPoolMfaConfigCommandInput, "UserPoolId">;

/**
 * The pool with these second factors instead of those it had, and with these settings of passkeys if there are any. Where
 * there is nothing else, second factors stay as they are.
 */
export function withMfaConfig(pool: UserPool, { WebAuthnConfiguration, ...given }: Given): UserPool {
  if (!WebAuthnConfiguration) return withSecondFactors(pool, given);
  const configured = { ...pool, webAuthn: checkedPasskeyConfig(pool, WebAuthnConfiguration) };
  const { MfaConfiguration, SmsMfaConfiguration, SoftwareTokenMfaConfiguration, EmailMfaConfiguration } = given;
  const others = MfaConfiguration ?? SmsMfaConfiguration ?? SoftwareTokenMfaConfiguration ?? EmailMfaConfiguration;
  return others ? withSecondFactors(configured, given) : configured;
}

function withSecondFactors(pool: UserPool, given: Omit<Given, "WebAuthnConfiguration">): UserPool {
  const { SmsMfaConfiguration: sms, SoftwareTokenMfaConfiguration: token, EmailMfaConfiguration: email } = given;
  const mode = given.MfaConfiguration ?? "OFF";
  const any = sms !== undefined || token?.Enabled === true || email !== undefined;
  if (mode === "OFF" && any) {
    throw invalidParameter("Invalid MFA configuration given, can't turn off MFA and configure an MFA together.");
  }
  if (mode !== "OFF" && !any) {
    throw invalidParameter(
      "Invalid MFA configuration given, can't disable all MFAs with a required or optional configuration.",
    );
  }
  const SmsConfiguration = sms?.SmsConfiguration ?? pool.settings.SmsConfiguration;
  if (sms && !SmsConfiguration) throw invalidParameter("SMS MFA needs an SmsConfiguration.");
  if (email && pool.settings.EmailConfiguration?.EmailSendingAccount !== "DEVELOPER") {
    throw invalidParameter("Email MFA needs an EmailConfiguration of Amazon SES (EmailSendingAccount DEVELOPER).");
  }
  const mfa: PoolMfa = { sms: sms !== undefined, softwareToken: token?.Enabled ?? false, ...(email && { email }) };
  const message = sms?.SmsAuthenticationMessage;
  return {
    ...pool,
    mfa,
    settings: {
      ...pool.settings,
      MfaConfiguration: mode,
      ...(SmsConfiguration && { SmsConfiguration }),
      ...(message !== undefined && { SmsAuthenticationMessage: message }),
    },
  };
}

export function describeMfaConfig(pool: UserPool): Omit<SetUserPoolMfaConfigCommandOutput, "$metadata"> {
  const { SmsConfiguration, SmsAuthenticationMessage, MfaConfiguration = "OFF" } = pool.settings;
  const factors = poolFactors(pool);
  return {
    ...(factors.includes("SMS_MFA") && {
      SmsMfaConfiguration: {
        ...(SmsAuthenticationMessage !== undefined && { SmsAuthenticationMessage }),
        ...(SmsConfiguration && { SmsConfiguration }),
      },
    }),
    ...(factors.includes("SOFTWARE_TOKEN_MFA") && { SoftwareTokenMfaConfiguration: { Enabled: true } }),
    ...(pool.mfa?.email && factors.includes("EMAIL_OTP") && { EmailMfaConfiguration: pool.mfa.email }),
    MfaConfiguration,
    ...(pool.webAuthn && Object.keys(pool.webAuthn).length > 0 && { WebAuthnConfiguration: pool.webAuthn }),
  };
}
