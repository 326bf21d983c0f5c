import type { AdminUpdateUserAttributesCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { changeAttributes } from "../attribute-changes/change-attributes.ts";
import { checkedAttributes } from "../attributes.ts";
import { onPool } from "../authorization.ts";
import { sendMessages } from "../send-messages.ts";
import type { CognitoState } from "../state.ts";
import { noClient } from "../triggers/invoke-trigger.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateUserAttributes.html */
export const AdminUpdateUserAttributes: Operation<CognitoState, AdminUpdateUserAttributesCommandInput, object> = {
  authorize: onPool("AdminUpdateUserAttributes"),
  async handle(call, input) {
    const { state } = call;
    const pool = state.pool(state.reader, call, input.UserPoolId!);
    const { messages } = state.transact((transaction) => {
      const user = state.user(transaction, pool, input.Username!);
      const given = checkedAttributes(pool.schema, input.UserAttributes, true);
      const changed = changeAttributes(pool, user, given, call.now, state.ids);
      state.putUser(transaction, pool, changed.user, user);
      return changed;
    });
    await sendMessages(call, pool, messages, { clientId: noClient, clientMetadata: input.ClientMetadata });
    return {};
  },
};
