import { invalidParameter } from "../errors.ts";
import type { User } from "../model.ts";

/** The attribute of this name, if it is one that codes verify; or InvalidParameterException. */
export function verifiableAttribute(name: string): "email" | "phone_number" {
  if (name === "email" || name === "phone_number") return name;
  throw invalidParameter(`Invalid attribute name: ${name}. Only email and phone_number can be verified.`);
}

/** The user with a verified address: the new one, if one waited for its verification. */
export function withVerified(user: User, attribute: "email" | "phone_number", now: number): User {
  const { [attribute]: pending, ...pendingAttributes } = user.pendingAttributes ?? {};
  const attributes = {
    ...user.attributes,
    ...(pending !== undefined && { [attribute]: pending }),
    [`${attribute}_verified`]: "true",
  };
  return { ...user, attributes, pendingAttributes, modified: now };
}
