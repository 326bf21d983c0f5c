import type { DeleteIdentityProviderCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { existingProvider } from "../identity-providers/provider-settings.ts";
import type { PoolClient } from "../model.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteIdentityProvider.html */
export const DeleteIdentityProvider: Operation<CognitoState, DeleteIdentityProviderCommandInput, object> = {
  authorize: onPool("DeleteIdentityProvider"),
  handle({ state, ...call }, input) {
    const name = input.ProviderName!;
    return state.transact((transaction) => {
      const pool = state.pool(transaction, call, input.UserPoolId!);
      const provider = existingProvider(state.identityProviders, transaction, pool, name);
      state.identityProviders.delete(transaction, pool, provider);
      for (const client of [...state.clients(transaction, pool)]) {
        if (client.settings.SupportedIdentityProviders?.includes(name)) {
          state.putClient(transaction, pool, withoutProvider(client, name));
        }
      }
      return {};
    });
  },
};

function withoutProvider(client: PoolClient, name: string): PoolClient {
  const SupportedIdentityProviders = client.settings.SupportedIdentityProviders?.filter((other) => other !== name);
  return { ...client, settings: { ...client.settings, SupportedIdentityProviders } };
}
