import type {
  VerifySoftwareTokenCommandInput,
  VerifySoftwareTokenCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { invalidParameter } from "../errors.ts";
import { verifyInSession, verifyToken } from "../mfa/software-token.ts";
import type { CognitoState } from "../state.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html */
export const VerifySoftwareToken: Operation<
  CognitoState,
  VerifySoftwareTokenCommandInput,
  Omit<VerifySoftwareTokenCommandOutput, "$metadata">
> = {
  authorize: "public",
  handle(call, input) {
    const { AccessToken: token, Session: session, UserCode: code = "", FriendlyDeviceName: name } = input;
    if (token !== undefined) {
      verifyToken(call, verifyAccessToken(call, token), code, name);
      return { Status: "SUCCESS" };
    }
    if (session !== undefined) return { Status: "SUCCESS", Session: verifyInSession(call, session, code, name) };
    throw invalidParameter("An AccessToken or a Session is required.");
  },
};
