import type { Concurrency, PutFunctionConcurrencyRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { invalidParameter } from "../errors.ts";
import { leastUnreserved, provisionedSum, unreservedConcurrency } from "../functions/concurrency.ts";
import { parseUnqualifiedName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html */
export const PutFunctionConcurrency: Operation<LambdaState, PutFunctionConcurrencyRequest, Concurrency> = {
  authorize: onFunction("PutFunctionConcurrency"),
  handle(call, input) {
    const { state } = call;
    const place = parseUnqualifiedName(call, input.FunctionName!);
    const reservedConcurrency = input.ReservedConcurrentExecutions!;
    return state.transact((transaction) => {
      const record = state.function(transaction, place);
      if (unreservedConcurrency(state, transaction, call, place) - reservedConcurrency < leastUnreserved) {
        throw invalidParameter(
          `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${leastUnreserved}].`,
        );
      }
      const provisioned = provisionedSum(state, transaction, place);
      if (provisioned > reservedConcurrency) {
        throw invalidParameter(
          ` ReservedConcurrentExecutions  ${reservedConcurrency} should not be lower than function's total provisioned concurrency [${provisioned}].`,
        );
      }
      state.putFunction(transaction, { ...record, reservedConcurrency });
      return { ReservedConcurrentExecutions: reservedConcurrency };
    });
  },
};
