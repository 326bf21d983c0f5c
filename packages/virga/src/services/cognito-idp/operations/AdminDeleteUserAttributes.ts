import type { AdminDeleteUserAttributesCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { withoutAttributes } from "../attribute-changes/delete-attributes.ts";
import { onPool } from "../authorization.ts";
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
      state.putUser(transaction, pool, withoutAttributes(pool, user, names, call.now), user);
      return {};
    });
  },
};
