import type { ConfirmSignUpCommandInput, ConfirmSignUpCommandOutput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { findAppClient } from "../app-clients.ts";
import { checkSecretHash } from "../client-authentication.ts";
import { confirmUser } from "../sign-up/confirm-user.ts";
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
    await confirmUser(call, app, {
      username: input.Username!,
      code: input.ConfirmationCode!,
      forceAliasCreation: input.ForceAliasCreation ?? false,
      clientMetadata: input.ClientMetadata,
    });
    return {};
  },
};
