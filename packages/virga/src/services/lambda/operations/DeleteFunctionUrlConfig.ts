import type { DeleteFunctionUrlConfigRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { parseUrlName, requireUrl } from "../functions/urls.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionUrlConfig.html */
export const DeleteFunctionUrlConfig: Operation<LambdaState, DeleteFunctionUrlConfigRequest, object> = {
  authorize: onFunction("DeleteFunctionUrlConfig"),
  handle(call, { FunctionName, Qualifier }) {
    const { state } = call;
    const name = parseUrlName(call, FunctionName!, Qualifier);
    state.transact((transaction) => state.deleteUrl(transaction, requireUrl(state, transaction, name)));
    return {};
  },
};
