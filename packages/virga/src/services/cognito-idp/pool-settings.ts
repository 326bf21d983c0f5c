import type {
  CreateUserPoolCommandInput,
  LambdaConfigType,
  UpdateUserPoolCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import { AwsError } from "../../kernel/errors.ts";
import { invalidParameter, unsupported } from "./errors.ts";
import type { PoolMfa, PoolSettings } from "./model.ts";
import { defaultPasswordPolicy } from "./passwords.ts";

type Given = Omit<CreateUserPoolCommandInput, "PoolName" | "Schema" | "UserPoolTags"> &
  Omit<UpdateUserPoolCommandInput, "UserPoolId" | "PoolName" | "UserPoolTags">;

/** The settings of a pool that Virga cannot serve, by name; empty if there are none. */
export function unsupportedSettings(given: Given): readonly string[] {
  const found: string[] = [];
  const { AdvancedSecurityMode: security, AdvancedSecurityAdditionalFlows: flows } = given.UserPoolAddOns ?? {};
  if (security && security !== "OFF") found.push(`UserPoolAddOns.AdvancedSecurityMode ${security}`);
  if (flows?.CustomAuthMode) {
    found.push(`UserPoolAddOns.AdvancedSecurityAdditionalFlows.CustomAuthMode ${flows.CustomAuthMode}`);
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

/** What an update of a pool cannot change, with the second factors that it has. */
export interface FixedSettings
  extends Pick<PoolSettings, "AliasAttributes" | "UsernameAttributes" | "UsernameConfiguration"> {
  readonly mfa?: PoolMfa | undefined;
}

/**
 * A pool's settings with Cognito's defaults. An update goes through here as well: what it leaves out goes back to
 * its default, as on AWS, but for what is fixed.
 */
export function poolSettings(given: Given, { mfa, ...fixed }: FixedSettings): PoolSettings {
  const all: Given = { ...given, ...fixed };
  const policy = passwordPolicy(given);
  check(all, mfa);
  const plain = Object.fromEntries(
    plainSettings.filter((name) => all[name] !== undefined).map((name) => [name, all[name]]),
  );
  const { InviteMessageTemplate } = given.AdminCreateUserConfig ?? {};
  return {
    Policies: {
      PasswordPolicy: policy,
      SignInPolicy: { AllowedFirstAuthFactors: given.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? ["PASSWORD"] },
    },
    DeletionProtection: given.DeletionProtection ?? "INACTIVE",
    LambdaConfig: lambdaConfig(given.LambdaConfig ?? {}),
    ...verificationTexts(given),
    MfaConfiguration: given.MfaConfiguration ?? "OFF",
    EmailConfiguration: { EmailSendingAccount: "COGNITO_DEFAULT", ...given.EmailConfiguration },
    AdminCreateUserConfig: {
      AllowAdminCreateUserOnly: given.AdminCreateUserConfig?.AllowAdminCreateUserOnly ?? false,
      UnusedAccountValidityDays: policy.TemporaryPasswordValidityDays!,
      ...(InviteMessageTemplate && { InviteMessageTemplate }),
    },
    UserPoolTier: given.UserPoolTier ?? "ESSENTIALS",
    ...plain,
  };
}

function check(all: Given, mfa: PoolMfa | undefined): void {
  const found = unsupportedSettings(all);
  if (found.length > 0) throw unsupported(found.join(", "));
  if (all.AliasAttributes?.length && all.UsernameAttributes?.length) {
    throw invalidParameter("Only one of the aliasAttributes or usernameAttributes can be set in a user pool.");
  }
  checkEmailConfiguration(all);
  checkTier(all);
  checkRecovery(all);
  const verified = all.AutoVerifiedAttributes ?? [];
  for (const name of all.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate ?? []) {
    if (!verified.includes(name)) {
      throw invalidParameter(`AttributesRequireVerificationBeforeUpdate has ${name}, which is not auto-verified.`);
    }
  }
  if ((all.MfaConfiguration ?? "OFF") !== "OFF" && !all.SmsConfiguration && !mfa) {
    throw invalidParameter("SMS configuration or another second factor is required to turn on MFA.");
  }
}

/** What the LITE tier does not have: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html */
function checkTier(given: Given): void {
  if (given.UserPoolTier !== "LITE") return;
  const version = given.LambdaConfig?.PreTokenGenerationConfig?.LambdaVersion;
  const features = [
    version !== undefined && version !== "V1_0" && `PreTokenGenerationConfig ${version}`,
    Boolean(given.Policies?.PasswordPolicy?.PasswordHistorySize) && "PasswordHistorySize",
    given.Policies?.SignInPolicy?.AllowedFirstAuthFactors?.some((factor) => factor !== "PASSWORD") &&
      "AllowedFirstAuthFactors",
  ];
  const feature = features.find(Boolean);
  if (!feature) return;
  throw new AwsError(
    "FeatureUnavailableInTierException",
    `${feature} is not available in the LITE tier of user pools.`,
  );
}

function checkRecovery(given: Given): void {
  const mechanisms = given.AccountRecoverySetting?.RecoveryMechanisms ?? [];
  const adminOnly = mechanisms.some(({ Name }) => Name === "admin_only");
  if (adminOnly && mechanisms.length > 1) {
    throw invalidParameter("Invalid account recovery setting parameter. admin_only cannot be used with other options.");
  }
}

/** The PreTokenGeneration trigger has two settings, which say the same. Senders need a key. */
function lambdaConfig(given: LambdaConfigType): LambdaConfigType {
  if ((given.CustomEmailSender || given.CustomSMSSender) && !given.KMSKeyID) {
    throw invalidParameter("KMSKeyID is required when CustomSMSSender or CustomEmailSender is set.");
  }
  const { PreTokenGeneration: arn, PreTokenGenerationConfig: config } = given;
  if (arn && config?.LambdaArn && config.LambdaArn !== arn) {
    throw invalidParameter("PreTokenGeneration and PreTokenGenerationConfig.LambdaArn must be the same function.");
  }
  const functionArn = config?.LambdaArn ?? arn;
  if (!functionArn) return given;
  return {
    ...given,
    PreTokenGeneration: functionArn,
    PreTokenGenerationConfig: { LambdaVersion: config?.LambdaVersion ?? "V1_0", LambdaArn: functionArn },
  };
}

function checkEmailConfiguration(given: Given): void {
  const email = given.EmailConfiguration;
  if (email?.EmailSendingAccount === "DEVELOPER" && !email.SourceArn) {
    throw invalidParameter("If using a developer email sending account, the source ARN is required.");
  }
}
