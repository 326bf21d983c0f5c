import { AwsError } from "../../../kernel/errors.ts";
import type { Call } from "../../../kernel/service.ts";
import type { PoolClient, UserPool } from "../model.ts";
import type { CognitoState } from "../state.ts";
import { readRefreshToken } from "./refresh-token.ts";

/**
 * Revokes a refresh token with the tokens that came with it. One that has expired or been revoked before is no error.
 * Throws UnsupportedTokenTypeException, UnsupportedOperationException and, for another client's token, UnauthorizedException.
 */
export function revokeToken({ state }: Call<CognitoState>, pool: UserPool, client: PoolClient, token: string): void {
  if (client.settings.EnableTokenRevocation === false) {
    throw new AwsError("UnsupportedOperationException", "Token revocation is not enabled for this client.");
  }
  if (token.split(".").length === 3) {
    throw new AwsError("UnsupportedTokenTypeException", "Only refresh tokens can be revoked.");
  }
  state.transact((transaction) => {
    const key = state.signIn.existingSealingKey(transaction, pool);
    const content = key && readRefreshToken(key, token);
    if (!content) return;
    if (content.clientId !== client.id) throw new AwsError("UnauthorizedException", "Invalid client for the token.");
    const grant = state.signIn.grant(transaction, pool, content.user, content.grant);
    if (grant) state.signIn.revoke(transaction, pool, grant);
  });
}
