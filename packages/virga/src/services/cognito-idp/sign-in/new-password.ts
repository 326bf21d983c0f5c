import { checkWritable } from "../attribute-permissions.ts";
import { checkedAttributes } from "../attributes.ts";
import { invalidParameter, notAuthorized } from "../errors.ts";
import type { User, UserPool } from "../model.ts";
import { withNewPassword } from "../new-passwords.ts";
import type { Session } from "../sign-in-records.ts";
import { challenge } from "./challenges.ts";
import { type Progress, required, type SignInAnswer, type SignInRequest } from "./request.ts";
import { endSession } from "./sessions.ts";

const prefix = "userAttributes.";

/** The required attributes that the user has no value of. */
function missingAttributes(pool: UserPool, user: User): readonly string[] {
  return pool.schema
    .filter(({ Name, Required }) => Required && Name !== "sub" && !user.attributes[Name!])
    .map(({ Name }) => Name!);
}

/** Asks a user who has a temporary password for one of its own, and for required attributes that have no value. */
export function newPasswordChallenge(progress: Progress): SignInAnswer {
  const { request, user } = progress;
  return challenge(progress, "NEW_PASSWORD_REQUIRED", {
    USER_ID_FOR_SRP: user.username,
    requiredAttributes: JSON.stringify(missingAttributes(request.pool, user).map((name) => prefix + name)),
    userAttributes: JSON.stringify(user.attributes),
  });
}

/** Sets the password and attributes that the answer has, and ends the session; gives the user as it is then. */
export function setNewPassword(request: SignInRequest, session: Session, user: User): User {
  const { call, pool, client } = request;
  const password = required(request, "NEW_PASSWORD");
  const given = Object.entries(request.parameters)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, Value]) => ({ Name: name.slice(prefix.length), Value }));
  checkWritable(
    client,
    given.map(({ Name }) => Name),
  );
  const attributes = checkedAttributes(pool.schema, given, false);
  for (const name of Object.keys(attributes)) checkNotFixed(pool, user, name);
  const missing = missingAttributes(pool, user).find((name) => !attributes[name]);
  if (missing) throw invalidParameter(`Invalid attributes given, ${missing} is missing`);
  const renewed = withNewPassword(pool, user, password, call.now, call.state.ids);
  const updated = { ...renewed, attributes: { ...user.attributes, ...attributes } };
  endSession(request, session);
  call.state.transact((transaction) => call.state.putUser(transaction, pool, updated, user));
  return updated;
}

/** Required and immutable attributes that have a value keep it. */
function checkNotFixed(pool: UserPool, user: User, name: string): void {
  const attribute = pool.schema.find(({ Name }) => Name === name);
  if (user.attributes[name] && (attribute?.Required || attribute?.Mutable === false)) {
    throw notAuthorized(`Cannot modify an already provided ${name}`);
  }
}
