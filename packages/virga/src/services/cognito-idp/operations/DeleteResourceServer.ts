import type { DeleteResourceServerCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { resourceServerNotFound } from "../oauth/resource-servers.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteResourceServer.html */
export const DeleteResourceServer: Operation<CognitoState, DeleteResourceServerCommandInput, object> = {
  authorize: onPool("DeleteResourceServer"),
  handle({ state, ...call }, input) {
    return state.transact((transaction) => {
      const pool = state.pool(transaction, call, input.UserPoolId!);
      if (!state.oauth.resourceServer(transaction, pool, input.Identifier!)) {
        throw resourceServerNotFound(input.Identifier!);
      }
      state.oauth.deleteResourceServer(transaction, pool, input.Identifier!);
      return {};
    });
  },
};
