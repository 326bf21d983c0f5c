import type {
  RespondToAuthChallengeCommandInput,
  RespondToAuthChallengeCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { findAppClient } from "../app-clients.ts";
import type { SignInRequest } from "../sign-in/request.ts";
import { respond } from "../sign-in/respond.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html */
export const RespondToAuthChallenge: Operation<
  CognitoState,
  RespondToAuthChallengeCommandInput,
  Omit<RespondToAuthChallengeCommandOutput, "$metadata">
> = {
  authorize: "public",
  handle(call, input) {
    const request: SignInRequest = {
      call,
      ...findAppClient(call.state, call.state.reader, input.ClientId!),
      admin: false,
      parameters: input.ChallengeResponses ?? {},
      clientMetadata: input.ClientMetadata,
    };
    return respond(request, input.ChallengeName!, input.Session);
  },
};
