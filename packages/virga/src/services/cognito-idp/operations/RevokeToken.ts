import type { RevokeTokenCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { findAppClient } from "../app-clients.ts";
import { checkClientSecret } from "../client-authentication.ts";
import type { CognitoState } from "../state.ts";
import { revokeToken } from "../tokens/revoke.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html */
export const RevokeToken: Operation<CognitoState, RevokeTokenCommandInput, object> = {
  authorize: "public",
  handle(call, input) {
    const { pool, client } = findAppClient(call.state, call.state.reader, input.ClientId!);
    checkClientSecret(client, input.ClientSecret);
    revokeToken(call, pool, client, input.Token!);
    return {};
  },
};
