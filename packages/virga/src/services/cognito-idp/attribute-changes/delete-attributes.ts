import { invalidParameter } from "../errors.ts";
import type { User, UserPool } from "../model.ts";

/** The user without these attributes; an address and the fact that it is verified go together. */
export function withoutAttributes(pool: UserPool, user: User, names: readonly string[], now: number): User {
  checkDeletable(pool, names);
  const attributes: Record<string, string> = { ...user.attributes };
  for (const name of names) {
    delete attributes[name];
    if (name === "email" || name === "phone_number") delete attributes[`${name}_verified`];
  }
  return { ...user, attributes, modified: now };
}

function checkDeletable(pool: UserPool, names: readonly string[]): void {
  for (const name of names) {
    const attribute = pool.schema.find(({ Name }) => Name === name);
    if (!attribute) {
      throw invalidParameter(`Invalid user attributes: user.${name}: Attribute does not exist in the schema.\n`);
    }
    if (attribute.Mutable === false || name === "identities")
      throw invalidParameter(`user.${name}: Attribute cannot be updated.\n`);
    if (attribute.Required)
      throw invalidParameter(`Invalid user attributes: user.${name}: Attribute cannot be deleted.\n`);
  }
}
