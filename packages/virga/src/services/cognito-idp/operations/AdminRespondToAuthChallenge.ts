import type {
  AdminRespondToAuthChallengeCommandInput,
  AdminRespondToAuthChallengeCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import type { SignInRequest } from "../sign-in/request.ts";
import { respond } from "../sign-in/respond.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRespondToAuthChallenge.html */
export const AdminRespondToAuthChallenge: Operation<
  CognitoState,
  AdminRespondToAuthChallengeCommandInput,
  Omit<AdminRespondToAuthChallengeCommandOutput, "$metadata">
> = {
  authorize: onPool("AdminRespondToAuthChallenge"),
  handle(call, input) {
    const { state } = call;
    const pool = state.pool(state.reader, call, input.UserPoolId!);
    const request: SignInRequest = {
      call,
      pool,
      client: state.client(state.reader, pool, input.ClientId!),
      admin: true,
      parameters: input.ChallengeResponses ?? {},
      clientMetadata: input.ClientMetadata,
    };
    return respond(request, input.ChallengeName!, input.Session);
  },
};
