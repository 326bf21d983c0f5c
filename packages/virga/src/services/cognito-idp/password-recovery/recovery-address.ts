import { notAuthorized } from "../errors.ts";
import type { User, UserPool } from "../model.ts";

const mechanisms = { verified_email: "email", verified_phone_number: "phone_number" } as const;

/**
 * The verified address that a code for a forgotten password goes to, by the pool's account recovery setting; phone
 * numbers come first in pools without one. `undefined` if the user has none. Throws NotAuthorizedException in pools where
 * only administrators reset passwords.
 */
export function recoveryAddress(pool: UserPool, user: User): "email" | "phone_number" | undefined {
  const options = [...(pool.settings.AccountRecoverySetting?.RecoveryMechanisms ?? [])].sort(
    (left, right) => left.Priority! - right.Priority!,
  );
  if (options.some(({ Name }) => Name === "admin_only")) {
    throw notAuthorized("Contact administrator to reset password.");
  }
  const addresses: readonly ("email" | "phone_number")[] =
    options.length > 0
      ? options.map(({ Name }) => mechanisms[Name as keyof typeof mechanisms])
      : ["phone_number", "email"];
  return addresses.find((name) => user.attributes[name] && user.attributes[`${name}_verified`] === "true");
}
