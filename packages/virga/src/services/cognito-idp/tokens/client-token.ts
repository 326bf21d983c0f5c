import type { Call } from "../../../kernel/service.ts";
import type { PoolClient, UserPool } from "../model.ts";
import type { CognitoState } from "../state.ts";
import { hasTrigger, invokeTrigger, triggerVersion } from "../triggers/invoke-trigger.ts";
import { applyChanges, overriddenScopes, tokenOverrides } from "./claim-overrides.ts";
import { validity } from "./claims.ts";
import { poolIssuer } from "./issuer.ts";

/** What a client that acts for itself asks for. */
export interface ClientTokenRequest {
  readonly pool: UserPool;
  readonly client: PoolClient;
  readonly scopes: readonly string[];
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
}

/**
 * An access token of a client itself (client_credentials), which has no user. PreTokenGeneration is asked if it takes events of
 * version 3; throws what the trigger does.
 */
export async function clientAccessToken(call: Call<CognitoState>, request: ClientTokenRequest): Promise<string> {
  const { state, now } = call;
  const { pool, client, scopes } = request;
  const issued = Math.floor(now / 1000);
  const claims: Record<string, unknown> = {
    sub: client.id,
    token_use: "access",
    scope: scopes.join(" "),
    auth_time: issued,
    iss: poolIssuer(pool),
    exp: issued + validity(client).access,
    iat: issued,
    version: 2,
    jti: state.ids.uuid(),
    client_id: client.id,
  };
  if (hasTrigger(pool, "PreTokenGeneration") && triggerVersion(pool, "PreTokenGeneration") === "3") {
    const overrides = tokenOverrides("3", await askTrigger(call, request));
    claims.scope = overriddenScopes(scopes, overrides).join(" ");
    applyChanges("access", claims, overrides.access);
  }
  return state.signingKeys.sign(pool, "access", claims);
}

function askTrigger(call: Call<CognitoState>, { pool, client, scopes, clientMetadata }: ClientTokenRequest) {
  return invokeTrigger(call, pool, {
    name: "PreTokenGeneration",
    triggerSource: "TokenGeneration_ClientCredentials",
    userName: client.id,
    clientId: client.id,
    request: {
      userAttributes: {},
      groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
      ...(clientMetadata && { clientMetadata }),
      scopes,
    },
  });
}
