import type { Account, GetAccountRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { accountView } from "../account.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Describes the settings of the account in the region. */
export const GetAccount: Operation<ApiGatewayState, GetAccountRequest, Account> = {
  authorize: (call) => managing(call, "GET", "/account"),
  handle(call) {
    return accountView(call.state.account(call.state.reader, call));
  },
};
