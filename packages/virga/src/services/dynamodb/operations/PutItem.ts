import type { EncodedJson } from "../../../kernel/encoded-json.ts";
import type { Operation } from "../../../kernel/service.ts";
import { checkExpressionParameters } from "../expressions/request-expressions.ts";
import { wantsCapacity } from "../items/capacity.ts";
import { writeOutput } from "../items/write-output.ts";
import { planWrite, preparePut, readNewItem } from "../items/writes.ts";
import { attributeMap } from "../requests/item-members.ts";
import { checkRequest, required, structure } from "../requests/shapes.ts";
import { accessTable, requireTable } from "../requests/table-access.ts";
import { bindWriteExpressions, checkReturnsOld, type WriteInput, writeMembers } from "../requests/write-members.ts";
import type { DynamoDBState } from "../state.ts";

interface PutItemInput extends WriteInput {
  readonly Item: unknown;
}

const shape = structure("PutItemInput", { ...writeMembers, Item: required(attributeMap) });

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html */
export const PutItem: Operation<DynamoDBState, PutItemInput, EncodedJson> = {
  authorize: (call, { TableName, Item, ReturnValues, ReturnConsumedCapacity }) =>
    accessTable(call, "PutItem", TableName, { keys: () => [Item], context: { ReturnValues, ReturnConsumedCapacity } }),

  handle(call, input) {
    checkRequest(shape, input);
    checkExpressionParameters(input, ["ConditionExpression"], ["Expected"]);
    const written = readNewItem(input.Item);
    checkReturnsOld(input);
    const expressions = bindWriteExpressions(input, call.state.expressions);
    const table = requireTable(call, input.TableName);
    const returnsOld = input.ReturnValues === "ALL_OLD";
    const needsPrevious = returnsOld || wantsCapacity(input.ReturnConsumedCapacity);
    const write = preparePut(table, written, input, expressions, needsPrevious);
    const outcome = call.state.transact((transaction) => planWrite(transaction, write)());
    return writeOutput(call.state, input, write, outcome, returnsOld ? outcome.before?.text : undefined);
  },
};
