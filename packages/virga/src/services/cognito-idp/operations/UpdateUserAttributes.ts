import type {
  UpdateUserAttributesCommandInput,
  UpdateUserAttributesCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { changeAttributes } from "../attribute-changes/change-attributes.ts";
import { checkWritable } from "../attribute-permissions.ts";
import { checkedAttributes } from "../attributes.ts";
import { sendMessages } from "../send-messages.ts";
import type { CognitoState } from "../state.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html */
export const UpdateUserAttributes: Operation<
  CognitoState,
  UpdateUserAttributesCommandInput,
  Omit<UpdateUserAttributesCommandOutput, "$metadata">
> = {
  authorize: "public",
  async handle(call, input) {
    const { state } = call;
    const { pool, client, user: holder } = verifyAccessToken(call, input.AccessToken!);
    const given = checkedAttributes(pool.schema, input.UserAttributes, true);
    checkWritable(client, Object.keys(given));
    const { messages, deliveries } = state.transact((transaction) => {
      const user = state.user(transaction, pool, holder.username);
      const changed = changeAttributes(pool, user, given, call.now, state.ids);
      state.putUser(transaction, pool, changed.user, user);
      return changed;
    });
    await sendMessages(call, pool, messages, { clientId: client.id, clientMetadata: input.ClientMetadata });
    return { CodeDeliveryDetailsList: [...deliveries] };
  },
};
