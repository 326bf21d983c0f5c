import type { CodeDeliveryDetailsType } from "@aws-sdk/client-cognito-identity-provider";
import type { Ids } from "../../../kernel/ids.ts";
import { withNewCode } from "../codes/codes.ts";
import { invalidParameter } from "../errors.ts";
import type { Message } from "../messages.ts";
import type { User, UserPool } from "../model.ts";
import { deliveryDetails } from "../send-messages.ts";

const addresses = ["email", "phone_number"] as const;

/** The user as the changes leave it, and the codes to send to new addresses. */
export interface ChangedAttributes {
  readonly user: User;
  readonly messages: readonly Message[];
  readonly deliveries: readonly CodeDeliveryDetailsType[];
}

/**
 * Sets attributes; an empty text deletes one. A changed address is unverified unless the change says otherwise; in pools
 * that verify addresses by themselves, a code is sent to the new one. Where the pool wants it verified first, the present
 * one stays until then.
 */
export function changeAttributes(
  pool: UserPool,
  user: User,
  given: Readonly<Record<string, string>>,
  now: number,
  ids: Ids,
): ChangedAttributes {
  checkPreferredUsername(pool, user, given);
  const attributes: Record<string, string> = { ...user.attributes };
  const pending: Record<string, string> = { ...user.pendingAttributes };
  const waitsFor = pool.settings.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate ?? [];
  const toVerify: ("email" | "phone_number")[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (value === "") delete attributes[name];
    else attributes[name] = value;
  }
  for (const name of addresses) {
    const value = given[name];
    if (value === undefined || value === user.attributes[name]) continue;
    delete pending[name];
    if (given[`${name}_verified`] !== undefined) continue;
    const verifies = value !== "" && (pool.settings.AutoVerifiedAttributes?.includes(name) ?? false);
    if (verifies) toVerify.push(name);
    if (verifies && waitsFor.includes(name) && user.attributes[name]) {
      pending[name] = value;
      attributes[name] = user.attributes[name];
    } else if (value !== "") {
      attributes[`${name}_verified`] = "false";
    } else {
      delete attributes[`${name}_verified`];
    }
  }
  const changed: User = { ...user, attributes, pendingAttributes: pending, modified: now };
  return withCodes(changed, toVerify, given, now, ids);
}

function withCodes(
  changed: User,
  toVerify: readonly ("email" | "phone_number")[],
  given: Readonly<Record<string, string>>,
  now: number,
  ids: Ids,
): ChangedAttributes {
  let user = changed;
  const drafts: Omit<Message, "user">[] = [];
  const deliveries: CodeDeliveryDetailsType[] = [];
  for (const name of toVerify) {
    const coded = withNewCode(user, name, name, now, ids);
    user = coded.user;
    const destination = given[name]!;
    const medium = name === "email" ? "EMAIL" : "SMS";
    drafts.push({ source: "CustomMessage_UpdateUserAttribute", medium, destination, code: coded.code });
    deliveries.push(deliveryDetails(name, destination));
  }
  return { user, messages: drafts.map((draft) => ({ ...draft, user })), deliveries };
}

/** A preferred username is for confirmed users, where it is an alias. */
function checkPreferredUsername(pool: UserPool, user: User, given: Readonly<Record<string, string>>): void {
  if (!given.preferred_username || !pool.settings.AliasAttributes?.includes("preferred_username")) return;
  if (user.status !== "CONFIRMED") throw invalidParameter("User is not confirmed, preferred_username can not be set.");
}
