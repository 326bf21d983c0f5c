import type { AdminSetUserMFAPreferenceCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { withPreference } from "../mfa/preference.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserMFAPreference.html */
export const AdminSetUserMFAPreference: Operation<CognitoState, AdminSetUserMFAPreferenceCommandInput, object> = {
  authorize: onPool("AdminSetUserMFAPreference"),
  handle(call, input) {
    const { state } = call;
    const pool = state.pool(state.reader, call, input.UserPoolId!);
    const user = state.user(state.reader, pool, input.Username!);
    state.transact((transaction) => {
      const present = state.user(transaction, pool, user.username);
      state.putUser(transaction, pool, { ...withPreference(pool, present, input), modified: call.now }, present);
    });
    return {};
  },
};
