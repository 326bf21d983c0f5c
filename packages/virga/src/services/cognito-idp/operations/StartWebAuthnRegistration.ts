import type {
  StartWebAuthnRegistrationCommandInput,
  StartWebAuthnRegistrationCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { startRegistration } from "../passkeys/registration.ts";
import type { CognitoState } from "../state.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StartWebAuthnRegistration.html */
export const StartWebAuthnRegistration: Operation<
  CognitoState,
  StartWebAuthnRegistrationCommandInput,
  Omit<StartWebAuthnRegistrationCommandOutput, "$metadata">
> = {
  authorize: "public",
  handle(call, input) {
    return { CredentialCreationOptions: startRegistration(call, verifyAccessToken(call, input.AccessToken!)) };
  },
};
