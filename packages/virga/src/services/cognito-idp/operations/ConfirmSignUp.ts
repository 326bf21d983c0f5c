import type { ConfirmSignUpCommandInput, ConfirmSignUpCommandOutput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { findAppClient } from "../app-clients.ts";
import { checkSecretHash } from "../client-authentication.ts";
import { endSession } from "../sign-in/sessions.ts";
import { confirmUser } from "../sign-up/confirm-user.ts";
import { openSignUpSession, signUpSession } from "../sign-up/sign-up-sessions.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html */
export const ConfirmSignUp: Operation<
  CognitoState,
  ConfirmSignUpCommandInput,
  Omit<ConfirmSignUpCommandOutput, "$metadata">
> = {
  authorize: "public",
  async handle(call, input) {
    const app = findAppClient(call.state, call.state.reader, input.ClientId!);
    checkSecretHash(app.client, input.SecretHash, input.Username!);
    const { Session } = input;
    const session =
      Session === undefined ? undefined : openSignUpSession(call, app, input.Username!, "CONFIRM_SIGN_UP", Session);
    const user = await confirmUser(call, app, {
      username: input.Username!,
      code: input.ConfirmationCode!,
      forceAliasCreation: input.ForceAliasCreation ?? false,
      clientMetadata: input.ClientMetadata,
    });
    if (!session) return {};
    endSession({ call, pool: app.pool }, session);
    const next = signUpSession(call, app, user, "SIGN_IN");
    return next === undefined ? {} : { Session: next };
  },
};
