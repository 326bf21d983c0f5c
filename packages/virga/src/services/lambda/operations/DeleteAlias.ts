import type { DeleteAliasRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { parseUnqualifiedName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** One that is not there is none. https://docs.aws.amazon.com/lambda/latest/api/API_DeleteAlias.html */
export const DeleteAlias: Operation<LambdaState, DeleteAliasRequest, object> = {
  authorize: onFunction("DeleteAlias"),
  handle(call, { FunctionName, Name }) {
    const { state } = call;
    const place = parseUnqualifiedName(call, FunctionName!);
    state.transact((transaction) => {
      state.function(transaction, place);
      const alias = state.findAlias(transaction, place, Name!);
      if (alias) state.deleteAlias(transaction, alias);
    });
    return {};
  },
};
