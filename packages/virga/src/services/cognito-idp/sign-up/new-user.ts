import type { UserStatusType } from "@aws-sdk/client-cognito-identity-provider";
import type { Call } from "../../../kernel/service.ts";
import type { StoreReader } from "../../../kernel/store.ts";
import { invalidParameter, usernameExists } from "../errors.ts";
import type { User, UserPool } from "../model.ts";
import { checkUsername, comparable, usernameAttribute } from "../sign-in-names.ts";
import type { CognitoState } from "../state.ts";

export interface NewUser {
  /** As the caller gave it. */
  readonly username: string;
  /** Checked against the schema already. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly status: UserStatusType;
  /** The words of UsernameExistsException. */
  readonly taken: string;
}

/**
 * A user's record without a password, in memory only. In pools with username attributes, the given name becomes an
 * attribute. Throws UsernameExistsException if the name is taken, InvalidParameterException if the pool does not take it.
 */
export function newUser(call: Call<CognitoState>, reader: StoreReader, pool: UserPool, given: NewUser): User {
  checkUsername(pool, given.username);
  const attributes: Record<string, string> = { ...given.attributes };
  const nameAttribute = usernameAttribute(pool, given.username);
  if (nameAttribute) {
    const other = attributes[nameAttribute];
    if (other !== undefined && comparable(pool, other) !== comparable(pool, given.username)) {
      throw invalidParameter(`The attribute ${nameAttribute} must be the same as the username.`);
    }
    attributes[nameAttribute] = given.username;
  }
  checkTogether(pool, attributes);
  const sub = call.state.ids.uuid();
  const user: User = {
    username: nameAttribute ? sub : given.username,
    sub,
    attributes,
    enabled: true,
    status: given.status,
    created: call.now,
    modified: call.now,
  };
  checkNameIsFree(call.state, reader, pool, user, given.taken);
  return user;
}

/** Throws UsernameExistsException if another user has the name, or the address that stands for it. */
export function checkNameIsFree(
  state: CognitoState,
  reader: StoreReader,
  pool: UserPool,
  user: User,
  taken: string,
): void {
  if (state.userByUsername(reader, pool, user.username)) throw usernameExists(taken);
  for (const attribute of pool.settings.UsernameAttributes ?? []) {
    const value = user.attributes[attribute];
    if (value && state.aliasOwner(reader, pool, { attribute, value: comparable(pool, value) })) {
      throw usernameExists(`An account with the given ${attribute} already exists.`);
    }
  }
}

/** What attributes of a new user cannot say together. */
function checkTogether(pool: UserPool, attributes: Readonly<Record<string, string>>): void {
  for (const attribute of ["email", "phone_number"]) {
    if (attributes[`${attribute}_verified`] === "true" && !attributes[attribute]) {
      throw invalidParameter(`${attribute}_verified cannot be set without a value for ${attribute}.`);
    }
  }
  if (attributes.preferred_username !== undefined && pool.settings.AliasAttributes?.includes("preferred_username")) {
    throw invalidParameter("User is not confirmed, preferred_username can not be set.");
  }
}
