import type { WebAuthnConfigurationType } from "@aws-sdk/client-cognito-identity-provider";
import { AwsError } from "../../../kernel/errors.ts";
import { invalidParameter } from "../errors.ts";
import type { User, UserPool } from "../model.ts";

const domainName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** A pool's passkey settings as they are kept; InvalidParameterException or FeatureUnavailableInTierException. */
export function checkedPasskeyConfig(pool: UserPool, given: WebAuthnConfigurationType): WebAuthnConfigurationType {
  if (pool.settings.UserPoolTier === "LITE") {
    throw new AwsError(
      "FeatureUnavailableInTierException",
      "WebAuthnConfiguration is not available in the LITE tier of user pools.",
    );
  }
  const { RelyingPartyId, UserVerification, FactorConfiguration } = given;
  if (RelyingPartyId !== undefined && !domainName.test(RelyingPartyId)) {
    throw invalidParameter("WebAuthnConfiguration.RelyingPartyId is not a valid domain.");
  }
  return {
    ...(RelyingPartyId !== undefined && { RelyingPartyId }),
    ...(UserVerification !== undefined && { UserVerification }),
    ...(FactorConfiguration !== undefined && { FactorConfiguration }),
  };
}

/** Whether a passkey can stand for all factors in this pool. */
export function hasPasskeyMfa(pool: UserPool): boolean {
  return pool.webAuthn?.FactorConfiguration === "MULTI_FACTOR_WITH_USER_VERIFICATION";
}

/** Whether it does for this user. */
export function usesPasskeyMfa(pool: UserPool, user: User): boolean {
  return hasPasskeyMfa(pool) && user.mfa?.passkey === true;
}

/** What is asked of a user's authenticators: they may have to check who uses them. */
export function userVerification(pool: UserPool, user: User): "required" | "preferred" {
  return pool.webAuthn?.UserVerification === "required" || usesPasskeyMfa(pool, user) ? "required" : "preferred";
}
