import type { AdminDisableUserCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { comparable } from "../sign-in-names.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableUser.html */
export const AdminDisableUser: Operation<CognitoState, AdminDisableUserCommandInput, object> = {
  authorize: onPool("AdminDisableUser"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const pool = call.state.pool(transaction, call, input.UserPoolId!);
      const user = call.state.user(transaction, pool, input.Username!);
      call.state.putUser(transaction, pool, { ...user, enabled: false, modified: call.now }, user);
      call.state.signIn.revokeAll(transaction, pool, comparable(pool, user.username));
      return {};
    });
  },
};
