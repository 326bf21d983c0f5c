import type { InitiateAuthCommandInput, InitiateAuthCommandOutput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { findAppClient } from "../app-clients.ts";
import { signInAfterSignUp } from "../sign-in/after-sign-up.ts";
import { initiate } from "../sign-in/initiate.ts";
import type { SignInRequest } from "../sign-in/request.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html */
export const InitiateAuth: Operation<
  CognitoState,
  InitiateAuthCommandInput,
  Omit<InitiateAuthCommandOutput, "$metadata">
> = {
  authorize: "public",
  handle(call, input) {
    const request: SignInRequest = {
      call,
      ...findAppClient(call.state, call.state.reader, input.ClientId!),
      admin: false,
      parameters: input.AuthParameters ?? {},
      validationData: input.ClientMetadata,
    };
    if (input.Session !== undefined) return signInAfterSignUp(request, input.AuthFlow!, input.Session);
    return initiate(request, input.AuthFlow!);
  },
};
