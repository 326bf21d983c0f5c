import type { DeleteUserAttributesCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { withoutAttributes } from "../attribute-changes/delete-attributes.ts";
import { checkWritable } from "../attribute-permissions.ts";
import type { CognitoState } from "../state.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html */
export const DeleteUserAttributes: Operation<CognitoState, DeleteUserAttributesCommandInput, object> = {
  authorize: "public",
  handle(call, input) {
    const { state } = call;
    const { pool, client, user: holder } = verifyAccessToken(call, input.AccessToken!);
    const names = input.UserAttributeNames ?? [];
    checkWritable(client, names);
    return state.transact((transaction) => {
      const user = state.user(transaction, pool, holder.username);
      state.putUser(transaction, pool, withoutAttributes(pool, user, names, call.now), user);
      return {};
    });
  },
};
