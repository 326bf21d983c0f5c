import type { AdminSetUserPasswordCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { withNewPassword } from "../new-passwords.ts";
import { checkPassword } from "../passwords.ts";
import type { CognitoState } from "../state.ts";
import { withTemporaryPassword } from "../temporary-passwords.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html */
export const AdminSetUserPassword: Operation<CognitoState, AdminSetUserPasswordCommandInput, object> = {
  authorize: onPool("AdminSetUserPassword"),
  handle(call, input) {
    const { state, now } = call;
    return state.transact((transaction) => {
      const pool = state.pool(transaction, call, input.UserPoolId!);
      const user = state.user(transaction, pool, input.Username!);
      const password = input.Password!;
      if (input.Permanent) {
        state.putUser(transaction, pool, withNewPassword(pool, user, password, now, state.ids), user);
        return {};
      }
      checkPassword(pool.settings.Policies?.PasswordPolicy ?? {}, password);
      state.putUser(transaction, pool, withTemporaryPassword(pool, user, password, now, state.ids), user);
      return {};
    });
  },
};
