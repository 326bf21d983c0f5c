import type { Ids } from "../../kernel/ids.ts";
import type { User, UserPool } from "./model.ts";
import { checkPassword, generatePassword, passwordRecord } from "./passwords.ts";

const day = 86_400_000;

/** The password that an administrator gave, checked against the pool's policy, or a new one that satisfies it. */
export function temporaryPassword(pool: UserPool, given: string | undefined, ids: Ids): string {
  const policy = pool.settings.Policies?.PasswordPolicy ?? {};
  if (given === undefined) return generatePassword(policy, ids);
  checkPassword(policy, given);
  return given;
}

/** What a user's record says while it has a temporary password: it must be changed at the first sign-in, in time. */
export function withTemporaryPassword(pool: UserPool, user: User, password: string, now: number, ids: Ids): User {
  const days = pool.settings.Policies?.PasswordPolicy?.TemporaryPasswordValidityDays ?? 7;
  return {
    ...user,
    status: "FORCE_CHANGE_PASSWORD",
    modified: now,
    password: passwordRecord(pool.id, user.username, password, ids),
    temporaryPasswordExpires: now + days * day,
  };
}
