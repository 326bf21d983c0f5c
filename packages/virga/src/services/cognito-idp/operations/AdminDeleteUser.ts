import type { AdminDeleteUserCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUser.html */
export const AdminDeleteUser: Operation<CognitoState, AdminDeleteUserCommandInput, object> = {
  authorize: onPool("AdminDeleteUser"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const pool = call.state.pool(transaction, call, input.UserPoolId!);
      call.state.deleteUser(transaction, pool, call.state.user(transaction, pool, input.Username!));
      return {};
    });
  },
};
