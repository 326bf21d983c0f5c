import type { Account, UpdateAccountRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { accountView, checkLogRole } from "../account.ts";
import { managing } from "../model.ts";
import { applyPatch } from "../patch.ts";
import { accountPaths } from "../patch-paths.ts";
import type { ApiGatewayState } from "../state.ts";

/** Sets the role with which API Gateway writes logs. */
export const UpdateAccount: Operation<ApiGatewayState, UpdateAccountRequest, Account> = {
  authorize: (call) => managing(call, "PATCH", "/account"),
  handle(call, input) {
    const { state } = call;
    return state.change((transaction) => {
      const account = applyPatch(state.account(transaction, call), input.patchOperations, accountPaths);
      checkLogRole(account);
      state.putAccount(transaction, call, account);
      return accountView(account);
    });
  },
};
