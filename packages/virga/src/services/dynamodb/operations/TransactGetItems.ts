import { EncodedJson } from "../../../kernel/encoded-json.ts";
import type { Operation } from "../../../kernel/service.ts";
import { validationError } from "../errors.ts";
import {
  bindExpressions,
  checkExpressionParameters,
  type ExpressionParameters,
} from "../expressions/request-expressions.ts";
import { runTransaction } from "../items/cancellation.ts";
import { Consumption, readUnits, wantsCapacity } from "../items/capacity.ts";
import { checkScalarKeys, readKey } from "../items/writes.ts";
import { attributeMap, expressionAttributes, returnConsumedCapacity, tableName } from "../requests/item-members.ts";
import { checkRequest, list, required, structure, text } from "../requests/shapes.ts";
import { accessTable, memberOf, requireTable } from "../requests/table-access.ts";
import { type DynamoDBState, itemOf } from "../state.ts";

interface Get extends ExpressionParameters {
  readonly TableName: string;
  readonly Key: unknown;
}

interface TransactGetItemsInput {
  readonly TransactItems: readonly { readonly Get: Get }[];
  readonly ReturnConsumedCapacity?: string;
}

const mostActions = 100;
const largestAnswer = 4 * 1024 * 1024;

const shape = structure("TransactGetItemsInput", {
  ReturnConsumedCapacity: returnConsumedCapacity,
  TransactItems: required(
    list(
      structure("TransactGetItem", {
        Get: required(
          structure("Get", {
            Key: required(attributeMap),
            TableName: required(tableName),
            ProjectionExpression: text(),
            ExpressionAttributeNames: expressionAttributes.ExpressionAttributeNames,
          }),
        ),
      }),
      { min: 1, max: mostActions },
    ),
  ),
});

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html */
export const TransactGetItems: Operation<DynamoDBState, TransactGetItemsInput, EncodedJson> = {
  authorize: (call, { TransactItems }) =>
    (Array.isArray(TransactItems) ? TransactItems : []).map((action: unknown) => {
      const get = memberOf(action, "Get");
      return accessTable(call, "GetItem", memberOf(get, "TableName"), {
        keys: () => [memberOf(get, "Key")],
        context: { EnclosingOperation: "TransactGetItems" },
      });
    }),

  handle(call, input) {
    checkRequest(shape, input);
    const gets = input.TransactItems.map(({ Get: get }) => {
      checkExpressionParameters(get, ["ProjectionExpression"], []);
      const { projection } = bindExpressions(get, call.state.expressions);
      return { name: get.TableName, key: readKey(get.Key), projection, table: requireTable(call, get.TableName) };
    });
    const found = runTransaction(gets, ({ table, key, projection }) => {
      table.checkKey(key);
      if (projection) checkScalarKeys(table, projection.scope.nestedHeads);
      return call.state.readItem(table, table.suffixOf(key));
    });
    if (new Set(gets.map(({ table, key }) => table.keyOf(table.suffixOf(key)))).size < gets.length) {
      throw validationError("Transaction request cannot include multiple operations on one item");
    }
    if (found.reduce((sum, stored) => sum + (stored?.size ?? 0), 0) > largestAnswer) {
      throw validationError("Aggregated size of all items in the transaction exceeds 4 MB");
    }
    const consumed = new Map<string, Consumption>();
    const responses = found.map((stored, index) => {
      const { name, projection, table } = gets[index]!;
      const units = readUnits(stored?.size ?? 0, "transactional");
      call.state.metrics.consumed(table, "ConsumedReadCapacityUnits", units);
      const consumption = consumed.get(name) ?? new Consumption(name, "ReadCapacityUnits");
      consumed.set(name, consumption);
      consumption.addTable(units);
      if (!stored) return "{}";
      return `{"Item":${projection ? JSON.stringify(projection.apply(itemOf(stored))) : stored.text}}`;
    });
    const { ReturnConsumedCapacity: mode } = input;
    const capacity = Array.from(consumed.values(), (consumption) => consumption.output(mode));
    const consumedMember = wantsCapacity(mode) ? `,"ConsumedCapacity":${JSON.stringify(capacity)}` : "";
    return new EncodedJson(`{"Responses":[${responses.join(",")}]${consumedMember}}`);
  },
};
