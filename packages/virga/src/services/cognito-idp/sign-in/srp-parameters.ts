import { invalidParameter } from "../errors.ts";
import { required, type SignInRequest } from "./request.ts";
import { isPublicValue, isTimestamp, type PasswordClaim } from "./srp.ts";

/** The caller's public value, or InvalidParameterException. */
export function checkedPublicValue(request: SignInRequest): string {
  const value = required(request, "SRP_A");
  if (!isPublicValue(value)) throw invalidParameter("SRP_A is not a valid public value.");
  return value;
}

/** The claim in the answer to a password challenge. */
export function claimOf(
  request: SignInRequest,
  { group, identity }: Pick<PasswordClaim, "group" | "identity">,
): PasswordClaim {
  const timestamp = required(request, "TIMESTAMP");
  if (!isTimestamp(timestamp))
    throw invalidParameter("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.");
  return {
    group,
    identity,
    timestamp,
    secretBlock: required(request, "PASSWORD_CLAIM_SECRET_BLOCK"),
    signature: required(request, "PASSWORD_CLAIM_SIGNATURE"),
  };
}
