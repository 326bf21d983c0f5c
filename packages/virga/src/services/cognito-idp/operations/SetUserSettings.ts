import type { SetUserSettingsCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { withMfaOptions } from "../mfa/preference.ts";
import type { CognitoState } from "../state.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserSettings.html */
export const SetUserSettings: Operation<CognitoState, SetUserSettingsCommandInput, object> = {
  authorize: "public",
  handle(call, input) {
    const { state } = call;
    const { pool, user } = verifyAccessToken(call, input.AccessToken!);
    state.transact((transaction) => {
      const present = state.user(transaction, pool, user.username);
      state.putUser(
        transaction,
        pool,
        { ...withMfaOptions(pool, present, input.MFAOptions ?? []), modified: call.now },
        present,
      );
    });
    return {};
  },
};
