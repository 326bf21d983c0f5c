import type { User, UserPool } from "../model.ts";
import { aliasesOf } from "../sign-in-names.ts";

/** A user's attributes as trigger events have them: all are texts. */
export function eventAttributes(pool: UserPool, user: User): Readonly<Record<string, string>> {
  const attributes: Record<string, string> = { sub: user.sub };
  for (const { attribute } of aliasesOf(pool, user)) {
    if (attribute !== "preferred_username") attributes[`cognito:${attribute}_alias`] = user.attributes[attribute]!;
  }
  return { ...attributes, "cognito:user_status": user.status, ...user.attributes };
}
