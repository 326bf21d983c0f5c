import type { SetUserMFAPreferenceCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { withPreference } from "../mfa/preference.ts";
import type { CognitoState } from "../state.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html */
export const SetUserMFAPreference: Operation<CognitoState, SetUserMFAPreferenceCommandInput, object> = {
  authorize: "public",
  handle(call, input) {
    const { state } = call;
    const { pool, user } = verifyAccessToken(call, input.AccessToken!);
    state.transact((transaction) => {
      const present = state.user(transaction, pool, user.username);
      state.putUser(transaction, pool, { ...withPreference(pool, present, input), modified: call.now }, present);
    });
    return {};
  },
};
