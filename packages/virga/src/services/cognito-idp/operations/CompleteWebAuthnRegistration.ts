import type { CompleteWebAuthnRegistrationCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { completeRegistration } from "../passkeys/registration.ts";
import type { CognitoState } from "../state.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CompleteWebAuthnRegistration.html */
export const CompleteWebAuthnRegistration: Operation<CognitoState, CompleteWebAuthnRegistrationCommandInput, object> = {
  authorize: "public",
  async handle(call, input) {
    await completeRegistration(call, verifyAccessToken(call, input.AccessToken!), input.Credential);
    return {};
  },
};
