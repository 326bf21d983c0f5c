import type { AdminUpdateUserAttributesCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Ids } from "../../../kernel/ids.ts";
import type { Operation } from "../../../kernel/service.ts";
import { checkedAttributes } from "../attributes.ts";
import { onPool } from "../authorization.ts";
import { invalidParameter } from "../errors.ts";
import { type Draft, verification } from "../messages.ts";
import type { User, UserPool, VerificationCode } from "../model.ts";
import type { CognitoState } from "../state.ts";

const codeValidity = 24 * 3_600_000;

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateUserAttributes.html */
export const AdminUpdateUserAttributes: Operation<CognitoState, AdminUpdateUserAttributesCommandInput, object> = {
  authorize: onPool("AdminUpdateUserAttributes"),
  handle(call, input) {
    const { state } = call;
    return state.transact((transaction) => {
      const pool = state.pool(transaction, call, input.UserPoolId!);
      const user = state.user(transaction, pool, input.Username!);
      const given = checkedAttributes(pool.schema, input.UserAttributes, true);
      checkPreferredUsername(pool, user, given);
      const { updated, messages } = withAttributes(pool, user, given, call.now, state.ids);
      state.putUser(transaction, pool, updated, user);
      state.send(transaction, pool, call.now, messages);
      return {};
    });
  },
};

function checkPreferredUsername(pool: UserPool, user: User, given: Readonly<Record<string, string>>): void {
  if (!given.preferred_username || !pool.settings.AliasAttributes?.includes("preferred_username")) return;
  if (user.status !== "CONFIRMED") {
    throw invalidParameter("User is not confirmed, preferred_username can not be set.");
  }
}

/**
 * The user with new values. An empty value removes its attribute. A changed address is unverified unless the caller
 * says it is verified; where the pool verifies such addresses by itself, a code is sent to the new one.
 */
function withAttributes(
  pool: UserPool,
  user: User,
  given: Readonly<Record<string, string>>,
  now: number,
  ids: Ids,
): { readonly updated: User; readonly messages: readonly Draft[] } {
  const attributes: Record<string, string> = { ...user.attributes };
  for (const [name, value] of Object.entries(given)) {
    if (value === "") delete attributes[name];
    else attributes[name] = value;
  }
  const codes: Record<string, VerificationCode> = { ...user.verificationCodes };
  const toVerify: ("email" | "phone_number")[] = [];
  for (const address of ["email", "phone_number"] as const) {
    const changed = given[address] !== undefined && given[address] !== user.attributes[address];
    if (!changed || given[`${address}_verified`] !== undefined) continue;
    attributes[`${address}_verified`] = "false";
    if (attributes[address] && pool.settings.AutoVerifiedAttributes?.includes(address)) toVerify.push(address);
  }
  for (const address of toVerify) codes[address] = { code: ids.text(6, "0123456789"), expires: now + codeValidity };
  const updated: User = {
    ...user,
    attributes,
    modified: now,
    ...(toVerify.length > 0 && { verificationCodes: codes }),
  };
  return { updated, messages: toVerify.map((address) => verification(pool, updated, address, codes[address]!.code)) };
}
