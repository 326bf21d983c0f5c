import type { DeleteFunctionRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import type { Transaction } from "../../../kernel/store.ts";
import { onFunction } from "../authorization.ts";
import { functionNotFound, invalidParameter, resourceConflict } from "../errors.ts";
import { functionArn, latest } from "../model.ts";
import { isVersionNumber, parseFunctionName, type QualifiedName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** Deletes a function, or one of its versions. https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html */
export const DeleteFunction: Operation<LambdaState, DeleteFunctionRequest, object> = {
  authorize: onFunction("DeleteFunction"),
  handle(call, { FunctionName, Qualifier }) {
    const { state } = call;
    const name = parseFunctionName(call, FunctionName!, Qualifier);
    if (name.qualifier === latest) {
      throw invalidParameter("$LATEST version cannot be deleted without deleting the function.");
    }
    state.transact((transaction) => {
      state.function(transaction, name);
      if (name.qualifier === undefined) state.deleteFunction(transaction, name);
      else deleteVersion(state, transaction, name, name.qualifier);
    });
    return {};
  },
};

function deleteVersion(state: LambdaState, transaction: Transaction, name: QualifiedName, number: string): void {
  if (!isVersionNumber(number)) {
    throw invalidParameter(
      "Deletion of aliases is not currently supported. Please use the DeleteAlias operation instead.",
    );
  }
  const version = state.findVersion(transaction, name, number);
  if (!version) throw functionNotFound(functionArn(name, number));
  for (const alias of state.aliases(transaction, name)) {
    if (alias.functionVersion === number || alias.additional?.version === number) {
      throw resourceConflict(`Version ${number} is referenced by one or more aliases: ${alias.name}`);
    }
  }
  state.deleteVersion(transaction, version);
}
