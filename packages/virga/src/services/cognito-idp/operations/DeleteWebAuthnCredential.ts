import type { DeleteWebAuthnCredentialCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { deletePasskey } from "../passkeys/credentials.ts";
import type { CognitoState } from "../state.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteWebAuthnCredential.html */
export const DeleteWebAuthnCredential: Operation<CognitoState, DeleteWebAuthnCredentialCommandInput, object> = {
  authorize: "public",
  handle(call, input) {
    deletePasskey(call, verifyAccessToken(call, input.AccessToken!), input.CredentialId!);
    return {};
  },
};
