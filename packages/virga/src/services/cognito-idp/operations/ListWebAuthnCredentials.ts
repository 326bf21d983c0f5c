import type {
  ListWebAuthnCredentialsCommandInput,
  ListWebAuthnCredentialsCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { passkeysPage } from "../passkeys/credentials.ts";
import type { CognitoState } from "../state.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListWebAuthnCredentials.html */
export const ListWebAuthnCredentials: Operation<
  CognitoState,
  ListWebAuthnCredentialsCommandInput,
  Omit<ListWebAuthnCredentialsCommandOutput, "$metadata">
> = {
  authorize: "public",
  handle(call, input) {
    return passkeysPage(call, verifyAccessToken(call, input.AccessToken!), input);
  },
};
