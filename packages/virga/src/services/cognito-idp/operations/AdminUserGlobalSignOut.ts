import type { AdminUserGlobalSignOutCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { comparable } from "../sign-in-names.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUserGlobalSignOut.html */
export const AdminUserGlobalSignOut: Operation<CognitoState, AdminUserGlobalSignOutCommandInput, object> = {
  authorize: onPool("AdminUserGlobalSignOut"),
  handle(call, input) {
    const { state } = call;
    return state.transact((transaction) => {
      const pool = state.pool(transaction, call, input.UserPoolId!);
      const user = state.user(transaction, pool, input.Username!);
      state.signIn.revokeAll(transaction, pool, comparable(pool, user.username));
      return {};
    });
  },
};
