import type { ConfirmForgotPasswordCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import { AwsError } from "../../../kernel/errors.ts";
import type { Operation } from "../../../kernel/service.ts";
import { findAppClient, hidesUserExistence } from "../app-clients.ts";
import { checkSecretHash } from "../client-authentication.ts";
import { checkCode, codeMismatch } from "../codes/codes.ts";
import { clientUserNotFound, userIsDisabled } from "../errors.ts";
import { withNewPassword } from "../new-passwords.ts";
import { postConfirmation } from "../sign-up/confirm-user.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html */
export const ConfirmForgotPassword: Operation<CognitoState, ConfirmForgotPasswordCommandInput, object> = {
  authorize: "public",
  async handle(call, input) {
    const { state, now } = call;
    const { pool, client } = findAppClient(state, state.reader, input.ClientId!);
    checkSecretHash(client, input.SecretHash, input.Username!);
    const changed = state.transact((transaction) => {
      const user = state.findUser(transaction, pool, input.Username!);
      if (!user?.enabled) {
        if (hidesUserExistence(client)) throw codeMismatch();
        throw user ? userIsDisabled() : clientUserNotFound();
      }
      const checked = checkCode(user, "forgot-password", input.ConfirmationCode!, now);
      if (checked.error) {
        state.putUser(transaction, pool, checked.user, user);
        return checked.error;
      }
      const updated = withNewPassword(pool, checked.user, input.Password!, now, state.ids);
      state.putUser(transaction, pool, updated, user);
      return updated;
    });
    if (changed instanceof AwsError) throw changed;
    const source = "PostConfirmation_ConfirmForgotPassword";
    await postConfirmation(call, pool, changed, source, client.id, input.ClientMetadata);
    return {};
  },
};
