import type {
  AssociateSoftwareTokenCommandInput,
  AssociateSoftwareTokenCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { invalidParameter } from "../errors.ts";
import { associate, associateInSession } from "../mfa/software-token.ts";
import type { CognitoState } from "../state.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html */
export const AssociateSoftwareToken: Operation<
  CognitoState,
  AssociateSoftwareTokenCommandInput,
  Omit<AssociateSoftwareTokenCommandOutput, "$metadata">
> = {
  authorize: "public",
  handle(call, input) {
    const { AccessToken: token, Session: session } = input;
    if (token !== undefined) return { SecretCode: associate(call, verifyAccessToken(call, token)) };
    if (session !== undefined) return associateInSession(call, session);
    throw invalidParameter("An AccessToken or a Session is required.");
  },
};
