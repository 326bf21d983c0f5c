import type {
  GetTokensFromRefreshTokenCommandInput,
  GetTokensFromRefreshTokenCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { findAppClient } from "../app-clients.ts";
import { checkClientSecret } from "../client-authentication.ts";
import type { CognitoState } from "../state.ts";
import { readGrant, refreshedTokens } from "../tokens/refresh.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html */
export const GetTokensFromRefreshToken: Operation<
  CognitoState,
  GetTokensFromRefreshTokenCommandInput,
  Omit<GetTokensFromRefreshTokenCommandOutput, "$metadata">
> = {
  authorize: "public",
  async handle(call, input) {
    const { pool, client } = findAppClient(call.state, call.state.reader, input.ClientId!);
    checkClientSecret(client, input.ClientSecret);
    const refreshGrant = readGrant(call, pool, client, input.RefreshToken!, input.DeviceKey);
    const clientMetadata = input.ClientMetadata;
    return { AuthenticationResult: await refreshedTokens(call, { pool, client, refreshGrant, clientMetadata }) };
  },
};
