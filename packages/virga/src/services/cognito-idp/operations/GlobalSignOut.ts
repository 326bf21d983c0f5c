import type { GlobalSignOutCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { comparable } from "../sign-in-names.ts";
import type { CognitoState } from "../state.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html */
export const GlobalSignOut: Operation<CognitoState, GlobalSignOutCommandInput, object> = {
  authorize: "public",
  handle(call, input) {
    const { pool, user } = verifyAccessToken(call, input.AccessToken!);
    const { state } = call;
    state.transact((transaction) => state.signIn.revokeAll(transaction, pool, comparable(pool, user.username)));
    return {};
  },
};
