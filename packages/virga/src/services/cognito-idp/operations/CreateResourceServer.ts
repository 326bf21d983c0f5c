import type {
  CreateResourceServerCommandInput,
  CreateResourceServerCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { invalidParameter } from "../errors.ts";
import { describeResourceServer, givenResourceServer } from "../oauth/resource-servers.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateResourceServer.html */
export const CreateResourceServer: Operation<
  CognitoState,
  CreateResourceServerCommandInput,
  Omit<CreateResourceServerCommandOutput, "$metadata">
> = {
  authorize: onPool("CreateResourceServer"),
  handle({ state, ...call }, input) {
    return state.transact((transaction) => {
      const pool = state.pool(transaction, call, input.UserPoolId!);
      const server = givenResourceServer(input);
      if (state.oauth.resourceServer(transaction, pool, server.identifier)) {
        throw invalidParameter(`${server.identifier} already exists in user pool ${pool.id}.`);
      }
      state.oauth.putResourceServer(transaction, pool, server);
      return { ResourceServer: describeResourceServer(pool, server) };
    });
  },
};
