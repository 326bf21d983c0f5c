import { invalidParameter } from "./errors.ts";
import type { User } from "./model.ts";

/** A filter of ListUsers: one attribute that equals a text or starts with it. */
export interface UserFilter {
  readonly attribute: string;
  readonly operator: "=" | "^=";
  readonly value: string;
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-manage-user-accounts.html#cognito-user-pools-searching-for-users-using-listusers-api */
const searchable = new Set([
  "username",
  "email",
  "phone_number",
  "name",
  "given_name",
  "family_name",
  "preferred_username",
  "cognito:user_status",
  "status",
  "sub",
]);

/** Reads `attribute = "value"` or `attribute ^= "value"`; an empty filter finds everyone. */
export function parseUserFilter(text: string | undefined): UserFilter | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  const match = /^\s*"?([\w:.-]+?)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/s.exec(text);
  if (!match) throw invalidParameter("Error while parsing filter");
  const [, attribute = "", operator = "", value = ""] = match;
  if (!searchable.has(attribute)) throw invalidParameter(`Invalid search attribute: ${attribute}`);
  return { attribute, operator: operator as "=" | "^=", value: value.replaceAll(/\\(.)/gs, "$1") };
}

function searchedValue(user: User, attribute: string): string | undefined {
  switch (attribute) {
    case "username":
      return user.username;
    case "sub":
      return user.sub;
    case "cognito:user_status":
      return user.status;
    case "status":
      return user.enabled ? "Enabled" : "Disabled";
    default:
      return user.attributes[attribute];
  }
}

/** Whether the filter finds this user. The user's enabled state is compared without regard to case. */
export function matchesUser(filter: UserFilter, user: User): boolean {
  const value = searchedValue(user, filter.attribute);
  if (value === undefined) return false;
  if (filter.attribute === "status" || filter.attribute === "cognito:user_status") {
    const [have, want] = [value.toLowerCase(), filter.value.toLowerCase()];
    return filter.operator === "=" ? have === want : have.startsWith(want);
  }
  return filter.operator === "=" ? value === filter.value : value.startsWith(filter.value);
}
