import type { PutFunctionRecursionConfigRequest, PutFunctionRecursionConfigResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { parseUnqualifiedName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionRecursionConfig.html */
export const PutFunctionRecursionConfig: Operation<
  LambdaState,
  PutFunctionRecursionConfigRequest,
  PutFunctionRecursionConfigResponse
> = {
  authorize: onFunction("PutFunctionRecursionConfig"),
  handle(call, { FunctionName, RecursiveLoop }) {
    const { state } = call;
    const place = parseUnqualifiedName(call, FunctionName!);
    state.transact((transaction) =>
      state.putFunction(transaction, { ...state.function(transaction, place), recursiveLoop: RecursiveLoop! }),
    );
    return { RecursiveLoop };
  },
};
