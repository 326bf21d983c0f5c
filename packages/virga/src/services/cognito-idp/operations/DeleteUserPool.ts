import type { DeleteUserPoolCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { invalidParameter } from "../errors.ts";
import { retireSenderGrant } from "../senders/sender-grant.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPool.html */
export const DeleteUserPool: Operation<CognitoState, DeleteUserPoolCommandInput, object> = {
  authorize: onPool("DeleteUserPool"),
  handle(call, input) {
    const deleted = call.state.transact((transaction) => {
      const pool = call.state.pool(transaction, call, input.UserPoolId!);
      if (pool.settings.DeletionProtection === "ACTIVE") {
        throw invalidParameter(
          "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.",
        );
      }
      if (call.state.oauth.domains(transaction, pool).length > 0) {
        throw invalidParameter("User pool cannot be deleted. It has a domain configured that should be deleted first.");
      }
      call.state.deletePool(transaction, pool);
      return pool;
    });
    return deleted.senderGrant ? retireSenderGrant(call, deleted).then(() => ({})) : {};
  },
};
