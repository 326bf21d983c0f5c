import type { DeleteGroupCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteGroup.html */
export const DeleteGroup: Operation<CognitoState, DeleteGroupCommandInput, object> = {
  authorize: onPool("DeleteGroup"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const pool = call.state.pool(transaction, call, input.UserPoolId!);
      call.state.deleteGroup(transaction, pool, call.state.group(transaction, pool, input.GroupName!).name);
      return {};
    });
  },
};
