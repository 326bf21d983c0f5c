import type { AdminSetUserPasswordCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { checkPassword, passwordRecord } from "../passwords.ts";
import type { CognitoState } from "../state.ts";
import { withTemporaryPassword } from "../temporary-passwords.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html */
export const AdminSetUserPassword: Operation<CognitoState, AdminSetUserPasswordCommandInput, object> = {
  authorize: onPool("AdminSetUserPassword"),
  handle(call, input) {
    const { state } = call;
    return state.transact((transaction) => {
      const pool = state.pool(transaction, call, input.UserPoolId!);
      const user = state.user(transaction, pool, input.Username!);
      const password = input.Password!;
      checkPassword(pool.settings.Policies?.PasswordPolicy ?? {}, password);
      if (!input.Permanent) {
        state.putUser(transaction, pool, withTemporaryPassword(pool, user, password, call.now, state.ids), user);
        return {};
      }
      const { temporaryPasswordExpires: _ended, ...rest } = user;
      const record = passwordRecord(pool.id, user.username, password, state.ids);
      state.putUser(transaction, pool, { ...rest, status: "CONFIRMED", modified: call.now, password: record }, user);
      return {};
    });
  },
};
