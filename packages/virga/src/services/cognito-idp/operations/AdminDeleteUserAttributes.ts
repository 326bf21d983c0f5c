import type { AdminDeleteUserAttributesCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { invalidParameter } from "../errors.ts";
import type { UserPool } from "../model.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUserAttributes.html */
export const AdminDeleteUserAttributes: Operation<CognitoState, AdminDeleteUserAttributesCommandInput, object> = {
  authorize: onPool("AdminDeleteUserAttributes"),
  handle(call, input) {
    const { state } = call;
    return state.transact((transaction) => {
      const pool = state.pool(transaction, call, input.UserPoolId!);
      const user = state.user(transaction, pool, input.Username!);
      const names = input.UserAttributeNames ?? [];
      checkDeletable(pool, names);
      const attributes: Record<string, string> = { ...user.attributes };
      for (const name of names) {
        delete attributes[name];
        // An address and the fact that it is verified go together.
        if (name === "email" || name === "phone_number") delete attributes[`${name}_verified`];
      }
      state.putUser(transaction, pool, { ...user, attributes, modified: call.now }, user);
      return {};
    });
  },
};

function checkDeletable(pool: UserPool, names: readonly string[]): void {
  for (const name of names) {
    const attribute = pool.schema.find(({ Name }) => Name === name);
    if (!attribute) {
      throw invalidParameter(`Invalid user attributes: user.${name}: Attribute does not exist in the schema.\n`);
    }
    if (attribute.Mutable === false) throw invalidParameter(`user.${name}: Attribute cannot be updated.\n`);
    if (attribute.Required)
      throw invalidParameter(`Invalid user attributes: user.${name}: Attribute cannot be deleted.\n`);
  }
}
