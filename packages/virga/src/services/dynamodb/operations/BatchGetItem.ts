import { EncodedJson } from "../../../kernel/encoded-json.ts";
import type { Operation } from "../../../kernel/service.ts";
import { validationError } from "../errors.ts";
import { compileAttributesToGet } from "../expressions/legacy.ts";
import type { CompiledProjection } from "../expressions/projection.ts";
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
  tableNameKeys,
} from "../requests/item-members.ts";
import { checkRequest, flag, list, map, required, structure, text } from "../requests/shapes.ts";
import { accessTable, memberOf, requireTable } from "../requests/table-access.ts";
import { type DynamoDBState, itemOf } from "../state.ts";
import type { Table } from "../tables/table.ts";
import type { AttributeMap } from "../values/attribute-value.ts";

interface KeysAndAttributes extends ExpressionParameters {
  readonly Keys: readonly unknown[];
  readonly AttributesToGet?: readonly string[];
  readonly ConsistentRead?: boolean;
}

interface BatchGetItemInput {
  readonly RequestItems: Readonly<Record<string, KeysAndAttributes>>;
  readonly ReturnConsumedCapacity?: string;
}

const mostKeys = 100;
/** Bytes of items in one answer; what does not fit comes back as unprocessed. */
const largestAnswer = 16 * 1024 * 1024;

const shape = structure("BatchGetItemInput", {
  ReturnConsumedCapacity: returnConsumedCapacity,
  RequestItems: required(
    map(
      structure("KeysAndAttributes", {
        Keys: required(list(attributeMap, { min: 1, max: mostKeys })),
        AttributesToGet: attributesToGet,
        ConsistentRead: flag,
        ProjectionExpression: text(),
        ExpressionAttributeNames: expressionAttributes.ExpressionAttributeNames,
      }),
      { min: 1, max: mostKeys, ...tableNameKeys },
    ),
  ),
});

/** The keys of one table in a batch. */
interface TableRequest {
  readonly name: string;
  readonly request: KeysAndAttributes;
  readonly keys: readonly AttributeMap[];
  readonly projection?: CompiledProjection;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
export const BatchGetItem: Operation<DynamoDBState, BatchGetItemInput, EncodedJson> = {
  authorize: (call, { RequestItems }) =>
    Object.entries(RequestItems ?? {}).map(([name, request]) => {
      const keys = memberOf(request, "Keys");
      return accessTable(call, "BatchGetItem", name, { keys: () => (Array.isArray(keys) ? keys : []) });
    }),

  handle(call, input) {
    checkRequest(shape, input);
    const requests = readRequests(input, call.state);
    const tables = requests.map(({ name }) => requireTable(call, name));
    for (const [index, { keys, projection }] of requests.entries()) checkKeys(tables[index]!, keys, projection);
    const answer = new BatchAnswer(input.ReturnConsumedCapacity);
    for (const [index, request] of requests.entries()) answer.addTable(call.state, tables[index]!, request);
    return answer.output();
  },
};

function readRequests({ RequestItems }: BatchGetItemInput, state: DynamoDBState): readonly TableRequest[] {
  let count = 0;
  return Object.entries(RequestItems).map(([name, request]) => {
    checkExpressionParameters(request, ["ProjectionExpression"], ["AttributesToGet"]);
    const legacy = request.AttributesToGet && compileAttributesToGet(request.AttributesToGet);
    const projection = bindExpressions(request, state.expressions).projection ?? legacy;
    const keys = request.Keys.map(readKey);
    count += keys.length;
    if (count > mostKeys) throw validationError("Too many items requested for the BatchGetItem call");
    return { name, request, keys, ...(projection && { projection }) };
  });
}

function checkKeys(table: Table, keys: readonly AttributeMap[], projection: CompiledProjection | undefined): void {
  const seen = new Set<string>();
  for (const key of keys) {
    table.checkKey(key);
    seen.add(table.suffixOf(key));
  }
  if (seen.size < keys.length) throw validationError("Provided list of item keys contains duplicates");
  if (projection) checkScalarKeys(table, projection.scope.nestedHeads);
}

/** Collects the answer until it is full. */
class BatchAnswer {
  readonly #mode: string | undefined;
  readonly #responses: string[] = [];
  readonly #unprocessed: Record<string, KeysAndAttributes> = {};
  readonly #consumed: Consumption[] = [];
  #size = 0;

  constructor(mode: string | undefined) {
    this.#mode = mode;
  }

  addTable(state: DynamoDBState, table: Table, { name, request, keys, projection }: TableRequest): void {
    const consumption = new Consumption(name);
    const items: string[] = [];
    const left: unknown[] = [];
    for (const [index, key] of keys.entries()) {
      const stored = state.readItem(table, table.suffixOf(key));
      const size = stored?.size ?? 0;
      if (this.#size + size > largestAnswer) {
        left.push(request.Keys[index]);
        continue;
      }
      this.#size += size;
      const units = readUnits(size, request.ConsistentRead ? "strong" : "eventual");
      state.metrics.consumed(table, "ConsumedReadCapacityUnits", units);
      consumption.addTable(units);
      if (stored) items.push(projection ? JSON.stringify(projection.apply(itemOf(stored))) : stored.text);
    }
    this.#responses.push(`${JSON.stringify(name)}:[${items.join(",")}]`);
    this.#consumed.push(consumption);
    if (left.length > 0) this.#unprocessed[name] = { ...request, Keys: left };
  }

  output(): EncodedJson {
    const consumed = this.#consumed.map((consumption) => consumption.output(this.#mode));
    const capacity = wantsCapacity(this.#mode) ? `,"ConsumedCapacity":${JSON.stringify(consumed)}` : "";
    const unprocessed = JSON.stringify(this.#unprocessed);
    return new EncodedJson(`{"Responses":{${this.#responses.join(",")}},"UnprocessedKeys":${unprocessed}${capacity}}`);
  }
}
