import { isEmailAddress, isPhoneNumber } from "./attributes.ts";
import { invalidParameter } from "./errors.ts";
import type { User, UserPool } from "./model.ts";

/**
 * What users can sign in with: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-aliases.html
 *
 * A pool is one of three kinds: plain (usernames only), with alias attributes (usernames, and verified email addresses,
 * verified phone numbers or preferred usernames beside them), or with username attributes (Cognito makes the username;
 * an email address or phone number stands for it).
 */

/** A username or alias as it is compared: pools that are not case-sensitive ignore case. */
export function comparable(pool: UserPool, name: string): string {
  return pool.settings.UsernameConfiguration?.CaseSensitive === false ? name.toLowerCase() : name;
}

/** Throws if the pool does not take this username from a caller. */
export function checkUsername(pool: UserPool, username: string): void {
  const { AliasAttributes: aliases = [], UsernameAttributes: usernameAttributes = [] } = pool.settings;
  if (aliases.includes("email") && isEmailAddress(username)) {
    throw invalidParameter("Username cannot be of email format, since user pool is configured for email alias.");
  }
  if (aliases.includes("phone_number") && isPhoneNumber(username)) {
    throw invalidParameter(
      "Username cannot be of phone number format, since user pool is configured for phone number alias.",
    );
  }
  if (usernameAttributes.length > 0 && !usernameAttribute(pool, username)) {
    throw invalidParameter(
      usernameAttributes.length > 1
        ? "Username should be either an email or a phone number."
        : `Username should be ${usernameAttributes[0] === "email" ? "an email" : "a phone number"}.`,
    );
  }
}

/** In pools with username attributes: the attribute that this username is a value of. */
export function usernameAttribute(pool: UserPool, username: string): "email" | "phone_number" | undefined {
  const attributes = pool.settings.UsernameAttributes ?? [];
  if (attributes.includes("email") && isEmailAddress(username)) return "email";
  if (attributes.includes("phone_number") && isPhoneNumber(username)) return "phone_number";
  return undefined;
}

/** One name beside the username that finds a user. */
export interface Alias {
  readonly attribute: string;
  /** In comparable form. */
  readonly value: string;
}

/** All aliases that a user's attributes give it in this pool. Users from identity providers have none. */
export function aliasesOf(pool: UserPool, user: Pick<User, "attributes" | "status">): readonly Alias[] {
  if (user.status === "EXTERNAL_PROVIDER") return [];
  const { AliasAttributes: aliases = [], UsernameAttributes: usernameAttributes = [] } = pool.settings;
  const result: Alias[] = [];
  for (const attribute of usernameAttributes) {
    const value = user.attributes[attribute];
    if (value) result.push({ attribute, value: comparable(pool, value) });
  }
  for (const attribute of aliases) {
    const value = user.attributes[attribute];
    if (!value) continue;
    // A preferred username needs no proof; addresses are aliases only once they are verified.
    if (attribute === "preferred_username" || user.attributes[`${attribute}_verified`] === "true") {
      result.push({ attribute, value: comparable(pool, value) });
    }
  }
  return result;
}

/** The attributes by whose values this pool finds users beside their usernames. */
export function aliasAttributesOf(pool: UserPool): readonly string[] {
  return [...(pool.settings.AliasAttributes ?? []), ...(pool.settings.UsernameAttributes ?? [])];
}
