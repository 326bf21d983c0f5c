import { AwsError } from "../../../kernel/errors.ts";
import type { Ids } from "../../../kernel/ids.ts";
import type { CodePurpose, User, VerificationCode } from "../model.ts";

const hour = 3_600_000;
/** How long a code can be returned, in milliseconds. */
const validity: Readonly<Record<CodePurpose, number>> = {
  "sign-up": 24 * hour,
  "forgot-password": hour,
  email: 24 * hour,
  phone_number: 24 * hour,
};

/** How often something can be asked for, or tried in vain, within an hour. */
const mostAttempts = 5;

/** What users try: to get a code, to return one, to change the password. */
type Attempt = `send ${CodePurpose}` | `check ${CodePurpose}` | "change password";

/** Gives the user a new code, in place of an earlier one for the same purpose; LimitExceededException if it is too often. */
export function withNewCode(
  user: User,
  purpose: CodePurpose,
  attribute: "email" | "phone_number",
  now: number,
  ids: Ids,
): { readonly user: User; readonly code: string } {
  const counted = withAttempt(user, `send ${purpose}`, now);
  const code = ids.text(6, "0123456789");
  const record: VerificationCode = { code, expires: now + validity[purpose], attribute };
  return { user: { ...counted, verificationCodes: { ...user.verificationCodes, [purpose]: record } }, code };
}

/** What came of a code that a user returned: the user without it, or an error with the user as it is now. */
export type CheckedCode =
  | { readonly error?: undefined; readonly user: User; readonly attribute: VerificationCode["attribute"] }
  | { readonly error: AwsError; readonly user: User };

/** Checks a code that the user returned. A wrong one counts as an attempt, which the caller must keep. */
export function checkCode(user: User, purpose: CodePurpose, given: string, now: number): CheckedCode {
  const record = user.verificationCodes?.[purpose];
  if (tooManyAttempts(user, `check ${purpose}`, now)) return { error: attemptLimitExceeded(), user };
  if (!record || record.expires <= now) return { error: expiredCode(), user };
  if (record.code !== given) return { error: codeMismatch(), user: withAttempt(user, `check ${purpose}`, now) };
  return { user: withoutCode(user, purpose), attribute: record.attribute };
}

/** Takes a code back, with the count of what was tried for its purpose. */
export function withoutCode(user: User, purpose: CodePurpose): User {
  const { [purpose]: _code, ...verificationCodes } = user.verificationCodes ?? {};
  const { [`send ${purpose}`]: _sent, [`check ${purpose}`]: _checked, ...attempts } = user.attempts ?? {};
  return { ...user, verificationCodes, attempts };
}

/** The user with one attempt more, or LimitExceededException if there were too many within an hour. */
export function withAttempt(user: User, attempt: Attempt, now: number): User {
  if (tooManyAttempts(user, attempt, now)) throw attemptLimitExceeded();
  return { ...user, attempts: { ...user.attempts, [attempt]: [...recentAttempts(user, attempt, now), now] } };
}

function tooManyAttempts(user: User, attempt: Attempt, now: number): boolean {
  return recentAttempts(user, attempt, now).length >= mostAttempts;
}

function recentAttempts(user: User, attempt: Attempt, now: number): readonly number[] {
  return (user.attempts?.[attempt] ?? []).filter((instant) => instant > now - hour);
}

function attemptLimitExceeded(): AwsError {
  return new AwsError("LimitExceededException", "Attempt limit exceeded, please try after some time.");
}

export function codeMismatch(): AwsError {
  return new AwsError("CodeMismatchException", "Invalid verification code provided, please try again.");
}

export function expiredCode(): AwsError {
  return new AwsError("ExpiredCodeException", "Invalid code provided, please request a code again.");
}
