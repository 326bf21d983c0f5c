import { EncodedJson } from "../../../kernel/encoded-json.ts";
import type { Operation } from "../../../kernel/service.ts";
import { compileAttributesToGet } from "../expressions/legacy.ts";
import {
  bindExpressions,
  checkExpressionParameters,
  type ExpressionParameters,
} from "../expressions/request-expressions.ts";
import { Consumption, readUnits, wantsCapacity } from "../items/capacity.ts";
import { checkScalarKeys, readKey } from "../items/writes.ts";
import {
  attributeMap,
  attributesToGet,
  expressionAttributes,
  returnConsumedCapacity,
  tableName,
} from "../requests/item-members.ts";
import { checkRequest, flag, required, structure, text } from "../requests/shapes.ts";
import { accessTable, requireTable } from "../requests/table-access.ts";
import { type DynamoDBState, itemOf } from "../state.ts";

interface GetItemInput extends ExpressionParameters {
  readonly TableName: string;
  readonly Key: unknown;
  readonly AttributesToGet?: readonly string[];
  readonly ConsistentRead?: boolean;
  readonly ReturnConsumedCapacity?: string;
}

const shape = structure("GetItemInput", {
  ReturnConsumedCapacity: returnConsumedCapacity,
  AttributesToGet: attributesToGet,
  TableName: required(tableName),
  Key: required(attributeMap),
  ConsistentRead: flag,
  ProjectionExpression: text(),
  ExpressionAttributeNames: expressionAttributes.ExpressionAttributeNames,
});

const noItem = new EncodedJson("{}");

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html */
export const GetItem: Operation<DynamoDBState, GetItemInput, EncodedJson> = {
  authorize: (call, { TableName, Key, ReturnConsumedCapacity }) =>
    accessTable(call, "GetItem", TableName, { keys: () => [Key], context: { ReturnConsumedCapacity } }),

  handle(call, input) {
    checkRequest(shape, input);
    checkExpressionParameters(input, ["ProjectionExpression"], ["AttributesToGet"]);
    const key = readKey(input.Key);
    const legacy = input.AttributesToGet && compileAttributesToGet(input.AttributesToGet);
    const projection = bindExpressions(input, call.state.expressions).projection ?? legacy;
    const table = requireTable(call, input.TableName);
    table.checkKey(key);
    if (projection) checkScalarKeys(table, projection.scope.nestedHeads);
    const stored = call.state.readItem(table, table.suffixOf(key));
    const { ReturnConsumedCapacity: mode } = input;
    const units = readUnits(stored?.size ?? 0, input.ConsistentRead ? "strong" : "eventual");
    call.state.metrics.consumed(table, "ConsumedReadCapacityUnits", units);
    if (!stored && !wantsCapacity(mode)) return noItem;
    const item = stored && (projection ? JSON.stringify(projection.apply(itemOf(stored))) : stored.text);
    const members = item === undefined ? [] : [`"Item":${item}`];
    if (wantsCapacity(mode)) {
      const consumption = new Consumption(input.TableName);
      consumption.addTable(units);
      members.push(`"ConsumedCapacity":${JSON.stringify(consumption.output(mode))}`);
    }
    return new EncodedJson(`{${members.join(",")}}`);
  },
};
