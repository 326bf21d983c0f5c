import type { CreateUserPoolCommandInput, UpdateUserPoolCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import { invalidParameter, unsupported } from "./errors.ts";
import type { PoolSettings } from "./model.ts";
import { defaultPasswordPolicy } from "./passwords.ts";

/** Triggers that operations of this service would have to call. */
const calledTriggers = ["PreSignUp", "CustomMessage", "CustomEmailSender", "CustomSMSSender"] as const;

type Given = Omit<CreateUserPoolCommandInput, "PoolName" | "Schema" | "UserPoolTags"> &
  Omit<UpdateUserPoolCommandInput, "UserPoolId" | "PoolName" | "UserPoolTags">;

/** The settings of a pool that Virga cannot serve, by name; empty if there are none. */
export function unsupportedSettings(given: Given): readonly string[] {
  const found: string[] = [];
  for (const trigger of calledTriggers) {
    if (given.LambdaConfig?.[trigger]) found.push(`LambdaConfig.${trigger}`);
  }
  if (given.MfaConfiguration && given.MfaConfiguration !== "OFF") {
    found.push(`MfaConfiguration ${given.MfaConfiguration}`);
  }
  const security = given.UserPoolAddOns?.AdvancedSecurityMode;
  if (security && security !== "OFF") found.push(`UserPoolAddOns.AdvancedSecurityMode ${security}`);
  for (const factor of given.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? []) {
    if (factor !== "PASSWORD") found.push(`Policies.SignInPolicy.AllowedFirstAuthFactors ${factor}`);
  }
  if (given.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate?.length) {
    found.push("UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate");
  }
  return found;
}

function passwordPolicy(given: Given): NonNullable<NonNullable<PoolSettings["Policies"]>["PasswordPolicy"]> {
  const policy = given.Policies?.PasswordPolicy;
  const unusedDays = given.AdminCreateUserConfig?.UnusedAccountValidityDays;
  if (policy?.TemporaryPasswordValidityDays !== undefined && unusedDays !== undefined) {
    throw invalidParameter(
      "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays",
    );
  }
  const validity = policy?.TemporaryPasswordValidityDays ?? unusedDays ?? 7;
  if (!policy) return { ...defaultPasswordPolicy, TemporaryPasswordValidityDays: validity };
  return {
    MinimumLength: policy.MinimumLength ?? 8,
    RequireUppercase: policy.RequireUppercase ?? false,
    RequireLowercase: policy.RequireLowercase ?? false,
    RequireNumbers: policy.RequireNumbers ?? false,
    RequireSymbols: policy.RequireSymbols ?? false,
    ...(policy.PasswordHistorySize === undefined ? {} : { PasswordHistorySize: policy.PasswordHistorySize }),
    TemporaryPasswordValidityDays: validity,
  };
}

/** The texts that Cognito keeps both in the template and in the older settings are told to agree. */
function verificationTexts(given: Given): Partial<PoolSettings> {
  const template = given.VerificationMessageTemplate ?? {};
  const sms = template.SmsMessage ?? given.SmsVerificationMessage;
  const email = template.EmailMessage ?? given.EmailVerificationMessage;
  const subject = template.EmailSubject ?? given.EmailVerificationSubject;
  return {
    ...(sms === undefined ? {} : { SmsVerificationMessage: sms }),
    ...(email === undefined ? {} : { EmailVerificationMessage: email }),
    ...(subject === undefined ? {} : { EmailVerificationSubject: subject }),
    VerificationMessageTemplate: {
      ...template,
      ...(sms === undefined ? {} : { SmsMessage: sms }),
      ...(email === undefined ? {} : { EmailMessage: email }),
      ...(subject === undefined ? {} : { EmailSubject: subject }),
      DefaultEmailOption: template.DefaultEmailOption ?? "CONFIRM_WITH_CODE",
    },
  };
}

/** Settings that are returned only if they were given. */
const plainSettings = [
  "AliasAttributes",
  "UsernameAttributes",
  "UsernameConfiguration",
  "AutoVerifiedAttributes",
  "SmsAuthenticationMessage",
  "UserAttributeUpdateSettings",
  "DeviceConfiguration",
  "SmsConfiguration",
  "UserPoolAddOns",
  "AccountRecoverySetting",
] as const;

/**
 * A pool's settings with Cognito's defaults. An update goes through here as well: what it leaves out goes back to
 * its default, as on AWS; `immutable` are the settings an update cannot change.
 */
export function poolSettings(
  given: Given,
  immutable: Pick<PoolSettings, "AliasAttributes" | "UsernameAttributes" | "UsernameConfiguration">,
): PoolSettings {
  const found = unsupportedSettings(given);
  if (found.length > 0) throw unsupported(found.join(", "));
  if (immutable.AliasAttributes?.length && immutable.UsernameAttributes?.length) {
    throw invalidParameter("Only one of the aliasAttributes or usernameAttributes can be set in a user pool.");
  }
  checkEmailConfiguration(given);
  const all: Given = { ...given, ...immutable };
  const policy = passwordPolicy(given);
  const plain = Object.fromEntries(
    plainSettings.filter((name) => all[name] !== undefined).map((name) => [name, all[name]]),
  );
  return {
    Policies: { PasswordPolicy: policy, SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD"] } },
    DeletionProtection: given.DeletionProtection ?? "INACTIVE",
    LambdaConfig: given.LambdaConfig ?? {},
    ...verificationTexts(given),
    MfaConfiguration: "OFF",
    EmailConfiguration: { EmailSendingAccount: "COGNITO_DEFAULT", ...given.EmailConfiguration },
    AdminCreateUserConfig: {
      AllowAdminCreateUserOnly: given.AdminCreateUserConfig?.AllowAdminCreateUserOnly ?? false,
      UnusedAccountValidityDays: policy.TemporaryPasswordValidityDays!,
      ...(given.AdminCreateUserConfig?.InviteMessageTemplate && {
        InviteMessageTemplate: given.AdminCreateUserConfig.InviteMessageTemplate,
      }),
    },
    UserPoolTier: given.UserPoolTier ?? "ESSENTIALS",
    ...plain,
  };
}

function checkEmailConfiguration(given: Given): void {
  const email = given.EmailConfiguration;
  if (email?.EmailSendingAccount === "DEVELOPER" && !email.SourceArn) {
    throw invalidParameter("If using a developer email sending account, the source ARN is required.");
  }
}
