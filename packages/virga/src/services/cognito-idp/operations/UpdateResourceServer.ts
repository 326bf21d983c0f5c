import type {
  UpdateResourceServerCommandInput,
  UpdateResourceServerCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { describeResourceServer, givenResourceServer, resourceServerNotFound } from "../oauth/resource-servers.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateResourceServer.html */
export const UpdateResourceServer: Operation<
  CognitoState,
  UpdateResourceServerCommandInput,
  Omit<UpdateResourceServerCommandOutput, "$metadata">
> = {
  authorize: onPool("UpdateResourceServer"),
  handle({ state, ...call }, input) {
    return state.transact((transaction) => {
      const pool = state.pool(transaction, call, input.UserPoolId!);
      const server = givenResourceServer(input);
      if (!state.oauth.resourceServer(transaction, pool, server.identifier)) {
        throw resourceServerNotFound(server.identifier);
      }
      state.oauth.putResourceServer(transaction, pool, server);
      return { ResourceServer: describeResourceServer(pool, server) };
    });
  },
};
