import type {
  CreateUserPoolClientCommandInput,
  CreateUserPoolClientCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { clientSettings } from "../client-settings.ts";
import { invalidParameter } from "../errors.ts";
import { describeClient, type PoolClient } from "../model.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html */
export const CreateUserPoolClient: Operation<
  CognitoState,
  CreateUserPoolClientCommandInput,
  Omit<CreateUserPoolClientCommandOutput, "$metadata">
> = {
  authorize: onPool("CreateUserPoolClient"),
  handle(call, input) {
    const { state } = call;
    const { UserPoolId, ClientName, GenerateSecret, ClientSecret, ...given } = input;
    if (GenerateSecret && ClientSecret !== undefined) {
      throw invalidParameter("GenerateSecret and ClientSecret can not be set together.");
    }
    const secret = GenerateSecret ? state.ids.text(51) : ClientSecret;
    return state.transact((transaction) => {
      const pool = state.pool(transaction, call, UserPoolId!);
      const client: PoolClient = {
        id: state.ids.text(26),
        poolId: pool.id,
        name: ClientName!,
        ...(secret === undefined ? {} : { secret }),
        created: call.now,
        modified: call.now,
        settings: clientSettings(pool, given, secret !== undefined, {
          customScope: (scope) => state.oauth.hasCustomScope(transaction, pool, scope),
          provider: (name) => state.identityProviders.find(transaction, pool, name) !== undefined,
        }),
      };
      state.putClient(transaction, pool, client);
      return { UserPoolClient: describeClient(client) };
    });
  },
};
