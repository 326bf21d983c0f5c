import type {
  AdminCreateUserCommandInput,
  AdminCreateUserCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import { AwsError } from "../../../kernel/errors.ts";
import type { Call, Operation } from "../../../kernel/service.ts";
import type { Transaction } from "../../../kernel/store.ts";
import { checkedAttributes } from "../attributes.ts";
import { onPool } from "../authorization.ts";
import { invalidParameter, usernameExists } from "../errors.ts";
import { invitations } from "../messages.ts";
import { describeUser, type User, type UserPool } from "../model.ts";
import { checkUsername, comparable, usernameAttribute } from "../sign-in-names.ts";
import type { CognitoState } from "../state.ts";
import { temporaryPassword, withTemporaryPassword } from "../temporary-passwords.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html */
export const AdminCreateUser: Operation<
  CognitoState,
  AdminCreateUserCommandInput,
  Omit<AdminCreateUserCommandOutput, "$metadata">
> = {
  authorize: onPool("AdminCreateUser"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const pool = call.state.pool(transaction, call, input.UserPoolId!);
      const user =
        input.MessageAction === "RESEND"
          ? resend(call, transaction, pool, input)
          : create(call, transaction, pool, input);
      return { User: describeUser(user) };
    });
  },
};

function create(
  call: Call<CognitoState>,
  transaction: Transaction,
  pool: UserPool,
  input: AdminCreateUserCommandInput,
): User {
  const { state } = call;
  const user = newUser(call, transaction, pool, input);
  const password = temporaryPassword(pool, input.TemporaryPassword, state.ids);
  const created = withTemporaryPassword(pool, user, password, call.now, state.ids);
  state.putUser(transaction, pool, created, undefined, input.ForceAliasCreation ?? false);
  if (input.MessageAction !== "SUPPRESS") {
    state.send(transaction, pool, call.now, invitations(pool, created, input.DesiredDeliveryMediums, password));
  }
  return created;
}

/** The user without its password; in pools with username attributes, the given name becomes an attribute. */
function newUser(
  call: Call<CognitoState>,
  transaction: Transaction,
  pool: UserPool,
  input: AdminCreateUserCommandInput,
): User {
  const { state } = call;
  const given = input.Username!;
  checkUsername(pool, given);
  const attributes = checkedAttributes(pool.schema, input.UserAttributes, false);
  const sub = state.ids.uuid();
  const nameAttribute = usernameAttribute(pool, given);
  if (nameAttribute) {
    const other = attributes[nameAttribute];
    if (other !== undefined && comparable(pool, other) !== comparable(pool, given)) {
      throw invalidParameter(`The attribute ${nameAttribute} must be the same as the username.`);
    }
    attributes[nameAttribute] = given;
    if (state.aliasOwner(transaction, pool, { attribute: nameAttribute, value: comparable(pool, given) })) {
      const noun = nameAttribute === "email" ? "email" : "phone_number";
      throw usernameExists(`An account with the given ${noun} already exists.`);
    }
  } else if (state.userByUsername(transaction, pool, given)) {
    throw usernameExists();
  }
  for (const attribute of ["email", "phone_number"]) {
    if (attributes[`${attribute}_verified`] === "true" && !attributes[attribute]) {
      throw invalidParameter(`${attribute}_verified cannot be set without a value for ${attribute}.`);
    }
  }
  if (attributes.preferred_username !== undefined && pool.settings.AliasAttributes?.includes("preferred_username")) {
    throw invalidParameter("User is not confirmed, preferred_username can not be set.");
  }
  return {
    username: nameAttribute ? sub : given,
    sub,
    attributes,
    enabled: true,
    status: "FORCE_CHANGE_PASSWORD",
    created: call.now,
    modified: call.now,
  };
}

/** Sends an invitation again, with a password that is valid from now on. */
function resend(
  call: Call<CognitoState>,
  transaction: Transaction,
  pool: UserPool,
  input: AdminCreateUserCommandInput,
): User {
  const { state } = call;
  const user = state.user(transaction, pool, input.Username!);
  if (user.status !== "FORCE_CHANGE_PASSWORD") {
    throw new AwsError(
      "UnsupportedUserStateException",
      `Resend not possible. ${user.username} status is not FORCE_CHANGE_PASSWORD`,
    );
  }
  const password = temporaryPassword(pool, input.TemporaryPassword, state.ids);
  const renewed = withTemporaryPassword(pool, user, password, call.now, state.ids);
  state.putUser(transaction, pool, renewed, user);
  state.send(transaction, pool, call.now, invitations(pool, renewed, input.DesiredDeliveryMediums, password));
  return renewed;
}
