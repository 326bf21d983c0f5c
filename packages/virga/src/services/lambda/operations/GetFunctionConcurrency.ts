import type { GetFunctionConcurrencyRequest, GetFunctionConcurrencyResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { parseUnqualifiedName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html */
export const GetFunctionConcurrency: Operation<
  LambdaState,
  GetFunctionConcurrencyRequest,
  GetFunctionConcurrencyResponse
> = {
  authorize: onFunction("GetFunctionConcurrency"),
  handle(call, { FunctionName }) {
    const { reservedConcurrency } = call.state.function(call.state.reader, parseUnqualifiedName(call, FunctionName!));
    return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
  },
};
