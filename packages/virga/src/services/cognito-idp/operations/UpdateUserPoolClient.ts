import type {
  UpdateUserPoolClientCommandInput,
  UpdateUserPoolClientCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { clientSettings } from "../client-settings.ts";
import { describeClient, type PoolClient } from "../model.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html */
export const UpdateUserPoolClient: Operation<
  CognitoState,
  UpdateUserPoolClientCommandInput,
  Omit<UpdateUserPoolClientCommandOutput, "$metadata">
> = {
  authorize: onPool("UpdateUserPoolClient"),
  handle(call, input) {
    const { UserPoolId, ClientId, ClientName, ...given } = input;
    return call.state.transact((transaction) => {
      const pool = call.state.pool(transaction, call, UserPoolId!);
      const client = call.state.client(transaction, pool, ClientId!);
      const updated: PoolClient = {
        ...client,
        name: ClientName ?? client.name,
        modified: call.now,
        settings: clientSettings(pool, given, client.secret !== undefined, {
          customScope: (scope) => call.state.oauth.hasCustomScope(transaction, pool, scope),
          provider: (name) => call.state.identityProviders.find(transaction, pool, name) !== undefined,
        }),
      };
      call.state.putClient(transaction, pool, updated);
      return { UserPoolClient: describeClient(updated) };
    });
  },
};
