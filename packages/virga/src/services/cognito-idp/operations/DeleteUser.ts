import type { DeleteUserCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import type { CognitoState } from "../state.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html */
export const DeleteUser: Operation<CognitoState, DeleteUserCommandInput, object> = {
  authorize: "public",
  handle(call, input) {
    const { pool, user } = verifyAccessToken(call, input.AccessToken!);
    return call.state.transact((transaction) => {
      call.state.deleteUser(transaction, pool, call.state.user(transaction, pool, user.username));
      return {};
    });
  },
};
