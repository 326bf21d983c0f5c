import type { DeleteFunctionConcurrencyRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { parseUnqualifiedName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionConcurrency.html */
export const DeleteFunctionConcurrency: Operation<LambdaState, DeleteFunctionConcurrencyRequest, object> = {
  authorize: onFunction("DeleteFunctionConcurrency"),
  handle(call, { FunctionName }) {
    const { state } = call;
    const place = parseUnqualifiedName(call, FunctionName!);
    state.transact((transaction) => {
      const { reservedConcurrency: _, ...record } = state.function(transaction, place);
      state.putFunction(transaction, record);
    });
    return {};
  },
};
