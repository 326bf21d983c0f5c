import type { DeleteProvisionedConcurrencyConfigRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { invalidParameter } from "../errors.ts";
import { checkProvisionable } from "../functions/concurrency.ts";
import { latest } from "../model.ts";
import { parseFunctionName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteProvisionedConcurrencyConfig.html */
export const DeleteProvisionedConcurrencyConfig: Operation<
  LambdaState,
  DeleteProvisionedConcurrencyConfigRequest,
  object
> = {
  authorize: onFunction("DeleteProvisionedConcurrencyConfig"),
  handle(call, { FunctionName, Qualifier }) {
    const { state } = call;
    const { qualifier = latest, ...place } = parseFunctionName(call, FunctionName!, Qualifier);
    if (qualifier === latest) {
      throw invalidParameter("The function resource provided must be an alias or a published version.");
    }
    checkProvisionable(state, state.reader, place, qualifier);
    state.transact((transaction) => state.deleteProvisionedConcurrency(transaction, place, qualifier));
    return {};
  },
};
