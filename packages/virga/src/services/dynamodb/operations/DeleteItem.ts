import type { EncodedJson } from "../../../kernel/encoded-json.ts";
import type { Operation } from "../../../kernel/service.ts";
import { checkExpressionParameters } from "../expressions/request-expressions.ts";
import { writeOutput } from "../items/write-output.ts";
import { planWrite, prepareDelete, readKey } from "../items/writes.ts";
import { attributeMap } from "../requests/item-members.ts";
import { checkRequest, required, structure } from "../requests/shapes.ts";
import { accessTable, requireTable } from "../requests/table-access.ts";
import { bindWriteExpressions, checkReturnsOld, type WriteInput, writeMembers } from "../requests/write-members.ts";
import type { DynamoDBState } from "../state.ts";

interface DeleteItemInput extends WriteInput {
  readonly Key: unknown;
}

const shape = structure("DeleteItemInput", { ...writeMembers, Key: required(attributeMap) });

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html */
export const DeleteItem: Operation<DynamoDBState, DeleteItemInput, EncodedJson> = {
  authorize: (call, { TableName, Key, ReturnValues, ReturnConsumedCapacity }) =>
    accessTable(call, "DeleteItem", TableName, {
      keys: () => [Key],
      context: { ReturnValues, ReturnConsumedCapacity },
    }),

  handle(call, input) {
    checkRequest(shape, input);
    checkExpressionParameters(input, ["ConditionExpression"], ["Expected"]);
    const key = readKey(input.Key);
    checkReturnsOld(input);
    const expressions = bindWriteExpressions(input, call.state.expressions);
    const write = prepareDelete(requireTable(call, input.TableName), key, input, expressions);
    const outcome = call.state.transact((transaction) => planWrite(transaction, write)());
    const returned = input.ReturnValues === "ALL_OLD" ? outcome.before?.text : undefined;
    return writeOutput(call.state, input, write, outcome, returned);
  },
};
