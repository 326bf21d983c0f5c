import { notAuthorized } from "./errors.ts";
import type { PoolClient } from "./model.ts";

/**
 * Which attributes users see and change through an app client; a client without lists of its own may read and write all:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html#user-pool-settings-attribute-permissions-and-scopes
 */
export function isReadable(client: PoolClient, attribute: string): boolean {
  if (attribute.startsWith("dev:")) return false;
  return attribute === "sub" || (client.settings.ReadAttributes?.includes(attribute) ?? true);
}

/** Throws NotAuthorizedException if the client may not write one of the attributes. */
export function checkWritable(client: PoolClient, attributes: Iterable<string>): void {
  for (const attribute of attributes) {
    // Only codes verify an address, and only administrators say that it is verified.
    const ofAdministrators = attribute.startsWith("dev:") || attribute.endsWith("_verified");
    if (ofAdministrators || !(client.settings.WriteAttributes?.includes(attribute) ?? true)) {
      throw notAuthorized("A client attempted to write unauthorized attribute");
    }
  }
}
