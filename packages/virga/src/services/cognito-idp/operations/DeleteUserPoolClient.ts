import type { DeleteUserPoolClientCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClient.html */
export const DeleteUserPoolClient: Operation<CognitoState, DeleteUserPoolClientCommandInput, object> = {
  authorize: onPool("DeleteUserPoolClient"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const pool = call.state.pool(transaction, call, input.UserPoolId!);
      call.state.deleteClient(transaction, pool, call.state.client(transaction, pool, input.ClientId!).id);
      return {};
    });
  },
};
