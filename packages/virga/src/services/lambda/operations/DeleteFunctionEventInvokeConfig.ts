import type { DeleteFunctionEventInvokeConfigRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { configQualifier, requireConfig } from "../functions/event-invoke-configs.ts";
import { parseFunctionName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionEventInvokeConfig.html */
export const DeleteFunctionEventInvokeConfig: Operation<LambdaState, DeleteFunctionEventInvokeConfigRequest, object> = {
  authorize: onFunction("DeleteFunctionEventInvokeConfig"),
  handle(call, { FunctionName, Qualifier }) {
    const { state } = call;
    const name = parseFunctionName(call, FunctionName!, Qualifier);
    state.transact((transaction) => {
      requireConfig(state, transaction, name);
      state.deleteEventInvokeConfig(transaction, name, configQualifier(name));
    });
    return {};
  },
};
