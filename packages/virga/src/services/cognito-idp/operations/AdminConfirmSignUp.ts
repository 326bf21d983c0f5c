import type { AdminConfirmSignUpCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { withoutCode } from "../codes/codes.ts";
import type { User } from "../model.ts";
import { alreadyConfirmed, postConfirmation } from "../sign-up/confirm-user.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminConfirmSignUp.html */
export const AdminConfirmSignUp: Operation<CognitoState, AdminConfirmSignUpCommandInput, object> = {
  authorize: onPool("AdminConfirmSignUp"),
  async handle(call, input) {
    const { state } = call;
    const pool = state.pool(state.reader, call, input.UserPoolId!);
    const confirmed = state.transact((transaction) => {
      const user = state.user(transaction, pool, input.Username!);
      if (user.status !== "UNCONFIRMED") throw alreadyConfirmed(user);
      const updated: User = { ...withoutCode(user, "sign-up"), status: "CONFIRMED", modified: call.now };
      state.putUser(transaction, pool, updated, user);
      return updated;
    });
    await postConfirmation(call, pool, confirmed, "PostConfirmation_ConfirmSignUp", null, input.ClientMetadata);
    return {};
  },
};
