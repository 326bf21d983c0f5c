import type { AdminRemoveUserFromGroupCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRemoveUserFromGroup.html */
export const AdminRemoveUserFromGroup: Operation<CognitoState, AdminRemoveUserFromGroupCommandInput, object> = {
  authorize: onPool("AdminRemoveUserFromGroup"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const pool = call.state.pool(transaction, call, input.UserPoolId!);
      const group = call.state.group(transaction, pool, input.GroupName!);
      call.state.removeFromGroup(transaction, pool, call.state.user(transaction, pool, input.Username!), group.name);
      return {};
    });
  },
};
