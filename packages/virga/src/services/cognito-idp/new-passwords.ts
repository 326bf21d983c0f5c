import { AwsError } from "../../kernel/errors.ts";
import type { Ids } from "../../kernel/ids.ts";
import type { PasswordRecord, User, UserPool } from "./model.ts";
import { checkPassword, matchesPassword, passwordRecord } from "./passwords.ts";

/**
 * The user with a new permanent password, confirmed. Throws InvalidPasswordException if the password breaks the pool's
 * policy, and PasswordHistoryPolicyViolationException if it is one of the user's last passwords.
 */
export function withNewPassword(pool: UserPool, user: User, password: string, now: number, ids: Ids): User {
  const policy = pool.settings.Policies?.PasswordPolicy ?? {};
  checkPassword(policy, password);
  const used = usedPasswords(user, policy.PasswordHistorySize ?? 0);
  if (used.some((record) => matchesPassword(pool.id, user.username, password, record))) {
    throw new AwsError("PasswordHistoryPolicyViolationException", "Password has previously been used");
  }
  const { temporaryPasswordExpires: _ended, passwordHistory: _old, ...rest } = user;
  return {
    ...rest,
    status: "CONFIRMED",
    modified: now,
    password: passwordRecord(pool.id, user.username, password, ids),
    ...(used.length > 0 && { passwordHistory: used }),
  };
}

/** The user's last passwords, the present one first, as many as the history counts. */
function usedPasswords(user: User, size: number): readonly PasswordRecord[] {
  // A temporary password was not the user's own choice.
  const present = user.password && user.temporaryPasswordExpires === undefined ? [user.password] : [];
  return [...present, ...(user.passwordHistory ?? [])].slice(0, size);
}
