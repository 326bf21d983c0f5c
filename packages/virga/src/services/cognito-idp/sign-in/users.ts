import { createHmac } from "node:crypto";
import { AwsError } from "../../../kernel/errors.ts";
import { hidesUserExistence } from "../app-clients.ts";
import { notAuthorized, userIsDisabled, userNotFound } from "../errors.ts";
import type { User } from "../model.ts";
import { matchesPassword } from "../passwords.ts";
import { comparable } from "../sign-in-names.ts";
import { eventAttributes } from "../triggers/event-attributes.ts";
import { hasTrigger, invokeTrigger } from "../triggers/invoke-trigger.ts";
import { type SignInRequest, wrongCredentials } from "./request.ts";

const second = 1000;
const minute = 60_000;
const freeFailures = 5;
const longestLock = 15 * minute;

/** The user that a sign-in is for; undefined if there is none and the client hides that. */
export function findUser({ call: { state }, pool, client }: SignInRequest, name: string): User | undefined {
  const user = state.findUser(state.reader, pool, name);
  if (!user && !hidesUserExistence(client)) throw userNotFound();
  if (user && !user.enabled) throw userIsDisabled();
  if (user?.status === "RESET_REQUIRED") throw passwordResetRequired();
  return user;
}

/** Asks the PreAuthentication trigger; it learns of users that do not exist where the client hides that. */
export async function preAuthentication(request: SignInRequest, user: User | undefined, name: string): Promise<void> {
  const { call, pool, client, validationData } = request;
  if (!hasTrigger(pool, "PreAuthentication")) return;
  await invokeTrigger(call, pool, {
    name: "PreAuthentication",
    triggerSource: "PreAuthentication_Authentication",
    userName: user?.username ?? name,
    clientId: client.id,
    request: {
      userAttributes: user ? eventAttributes(pool, user) : {},
      validationData: validationData ?? null,
      ...(hidesUserExistence(client) && { userNotFound: user === undefined }),
    },
  });
}

/** Throws NotAuthorizedException while the user is locked out after wrong passwords. */
export function checkLock({ call: { state, now }, pool }: SignInRequest, user: User): void {
  const failures = state.signIn.failures(state.reader, pool, comparable(pool, user.username));
  if (failures?.lockedUntil !== undefined && failures.lockedUntil > now)
    throw notAuthorized("Password attempts exceeded");
}

/**
 * Counts a wrong password. From the fifth in a row on the user is locked out: one second, twice as long each time, at most
 * about a quarter of an hour; a quarter of an hour without failures wipes the slate.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html
 */
export function countFailure({ call: { state, now }, pool }: SignInRequest, user: User): void {
  const name = comparable(pool, user.username);
  state.transact((transaction) => {
    const before = state.signIn.failures(transaction, pool, name);
    const count = before && before.last > now - longestLock ? before.count + 1 : 1;
    const lock = count < freeFailures ? 0 : Math.min(second * 2 ** (count - freeFailures), longestLock);
    state.signIn.putFailures(transaction, pool, name, {
      count,
      last: now,
      ...(lock > 0 && { lockedUntil: now + lock }),
    });
  });
}

/** Forgets wrong passwords once the right one has come. */
export function forgetFailures({ call: { state }, pool }: SignInRequest, user: User): void {
  const name = comparable(pool, user.username);
  if (!state.signIn.failures(state.reader, pool, name)) return;
  state.transact((transaction) => state.signIn.clearFailures(transaction, pool, name));
}

/** Throws NotAuthorizedException if this is not the user's password. */
export function checkPassword(request: SignInRequest, user: User, password: string): void {
  checkLock(request, user);
  if (!user.password || !matchesPassword(request.pool.id, user.username, password, user.password)) {
    countFailure(request, user);
    throw wrongCredentials();
  }
  forgetFailures(request, user);
}

/** Throws what keeps a user with the right password from signing in. */
export function checkMaySignIn({ call: { now } }: SignInRequest, user: User): void {
  if (!user.enabled) throw userIsDisabled();
  if (user.status === "UNCONFIRMED") throw new AwsError("UserNotConfirmedException", "User is not confirmed.");
  if (user.status === "RESET_REQUIRED") throw passwordResetRequired();
  if (user.status === "FORCE_CHANGE_PASSWORD" && (user.temporaryPasswordExpires ?? Infinity) <= now) {
    throw notAuthorized("Temporary password has expired and must be reset by an administrator.");
  }
}

function passwordResetRequired(): AwsError {
  return new AwsError("PasswordResetRequiredException", "Password reset required for the user");
}

/** What a client that hides users learns of one that does not exist: always the same for a name. */
export function pretendedUser(sealingKey: Buffer, name: string): { readonly salt: string; readonly sub: string } {
  const hex = createHmac("sha256", sealingKey).update(name).digest("hex");
  const sub = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  // The salt's first digits are as those of a real one: neither zero nor a sign.
  return { salt: `5${hex.slice(33, 64)}`, sub };
}
