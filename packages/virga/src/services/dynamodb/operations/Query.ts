import type { EncodedJson } from "../../../kernel/encoded-json.ts";
import type { Operation } from "../../../kernel/service.ts";
import { validationError } from "../errors.ts";
import type { CompiledCondition } from "../expressions/condition-compiler.ts";
import { type KeyCondition, readKeyConditions } from "../expressions/key-condition.ts";
import {
  compileAttributesToGet,
  compileLegacyFilter,
  type LegacyConditions,
  readLegacyKeyConditions,
} from "../expressions/legacy.ts";
import {
  type BoundExpressions,
  bindExpressions,
  checkExpressionParameters,
  type ExpressionParameters,
} from "../expressions/request-expressions.ts";
import { continueAfter, type QueryRange, queryRange } from "../items/key-ranges.ts";
import { checkSelection, pageOutput, readPage, type SelectionParameters } from "../items/pages.ts";
import { checkStartKey, readStartKey, startPosition } from "../items/start-key.ts";
import { checkScalarKeys } from "../items/writes.ts";
import {
  attributeMap,
  attributesToGet,
  conditionalOperator,
  conditions,
  expressionAttributes,
  indexName,
  positiveLimit,
  returnConsumedCapacity,
  select,
  tableName,
} from "../requests/item-members.ts";
import { checkRequest, flag, required, structure, text } from "../requests/shapes.ts";
import { accessTable, type DynamoDBCall, requireTable } from "../requests/table-access.ts";
import type { DynamoDBState } from "../state.ts";
import type { Index, Table } from "../tables/table.ts";
import type { AttributeMap } from "../values/attribute-value.ts";
import { equalValues } from "../values/comparison.ts";

interface QueryInput extends ExpressionParameters, SelectionParameters {
  readonly TableName: string;
  readonly AttributesToGet?: readonly string[];
  readonly KeyConditions?: LegacyConditions;
  readonly QueryFilter?: LegacyConditions;
  readonly ConditionalOperator?: string;
  readonly Limit?: number;
  readonly ScanIndexForward?: boolean;
  readonly ExclusiveStartKey?: unknown;
  readonly ReturnConsumedCapacity?: string;
}

const shape = structure("QueryInput", {
  Select: select,
  IndexName: indexName,
  ReturnConsumedCapacity: returnConsumedCapacity,
  QueryFilter: conditions,
  TableName: required(tableName),
  ConditionalOperator: conditionalOperator,
  AttributesToGet: attributesToGet,
  Limit: positiveLimit,
  KeyConditions: conditions,
  ExclusiveStartKey: attributeMap,
  ConsistentRead: flag,
  ScanIndexForward: flag,
  KeyConditionExpression: text(),
  FilterExpression: text(),
  ProjectionExpression: text(),
  ...expressionAttributes,
});

const kinds = ["ProjectionExpression", "FilterExpression", "KeyConditionExpression"] as const;
const legacyParameters = ["AttributesToGet", "QueryFilter", "ConditionalOperator", "KeyConditions"];

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html */
export const Query: Operation<DynamoDBState, QueryInput, EncodedJson> = {
  authorize: (call, input) => {
    const { TableName, IndexName, Select, ReturnConsumedCapacity } = input;
    const context = { Select, ReturnConsumedCapacity };
    return accessTable(call, "Query", TableName, { index: IndexName, keys: () => leadingKeys(call, input), context });
  },

  handle(call, input) {
    checkRequest(shape, input);
    const request = readRequest(call, input);
    const table = requireTable(call, input.TableName);
    const index = input.IndexName ? table.index(input.IndexName) : undefined;
    const { projection, filter, values } = request;
    const readsTable = checkSelection(input, index, projection);
    const { start } = request;
    if (start) checkStartKey(table, index, start);
    const query = queryRange(table, index, request.keyConditions);
    if (start) checkWithin(query, table, index, start);
    if (projection) checkScalarKeys(table, projection.scope.nestedHeads);
    if (filter) checkFilter(table, index, filter, input.QueryFilter ? "QueryFilter" : "Filter Expression");
    const whole = { start: query.start, end: query.end, reverse: input.ScanIndexForward === false };
    const page = {
      table,
      range: start ? continueAfter(whole, startPosition(table, index, start)) : whole,
      values,
      countOnly: input.Select === "COUNT",
      readsTable,
      ...(index && { index }),
      ...(input.Limit && { limit: input.Limit }),
      ...(filter && { filter }),
      ...(projection && { projection }),
    };
    return pageOutput(call.state, page, readPage(call.state, page), input);
  },
};

interface ReadRequest extends BoundExpressions {
  readonly start?: AttributeMap;
  readonly keyConditions: readonly KeyCondition[];
}

function readRequest(call: DynamoDBCall, input: QueryInput): ReadRequest {
  checkExpressionParameters(input, kinds, legacyParameters);
  const { QueryFilter, AttributesToGet, KeyConditions, ConditionalOperator } = input;
  if (ConditionalOperator && !QueryFilter) {
    throw validationError("ConditionalOperator cannot be used without Filter or Expected");
  }
  const filter = QueryFilter && compileLegacyFilter(QueryFilter, ConditionalOperator);
  const projection = AttributesToGet && compileAttributesToGet(AttributesToGet);
  const start = input.ExclusiveStartKey ? readStartKey(input.ExclusiveStartKey) : undefined;
  if (!KeyConditions && !input.KeyConditionExpression && input.KeyConditionExpression !== "") {
    throw validationError(
      "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
    );
  }
  const bound = bindExpressions(input, call.state.expressions);
  const { keyCondition, names, values } = bound;
  const keyConditions = keyCondition
    ? readKeyConditions(keyCondition, names, values)
    : readLegacyKeyConditions(KeyConditions ?? {});
  return {
    ...bound,
    keyConditions,
    ...(filter && { filter }),
    ...(projection && { projection }),
    ...(start && { start }),
  };
}

/** The partition that a query reads, for IAM; nothing if the request is wrong, which `handle` then says. */
function leadingKeys(call: DynamoDBCall, input: QueryInput): readonly unknown[] {
  try {
    const { keyConditions } = readRequest(call, input);
    return [Object.fromEntries(keyConditions.map(({ attribute, values }) => [attribute, values[0]]))];
  } catch {
    return [];
  }
}

function checkFilter(table: Table, index: Index | undefined, filter: CompiledCondition, parameter: string): void {
  const { all } = index?.schema ?? table.schema;
  const key = all.find(({ name }) => filter.scope.heads.has(name));
  if (key) {
    throw validationError(
      `${parameter} can only contain non-primary key attributes: Primary key attribute: ${key.name}`,
    );
  }
  checkScalarKeys(table, filter.scope.nestedHeads);
}

/** A starting key must be one that the query could have given. */
function checkWithin(query: QueryRange, table: Table, index: Index | undefined, start: AttributeMap): void {
  const samePartition = Object.entries(query.partition).every(([name, value]) => equalValues(start[name]!, value));
  if (query.sortConditions.length === 0) {
    if (samePartition) return;
    throw validationError("The provided starting key is outside query boundaries based on provided conditions");
  }
  if (!samePartition) throw validationError("The query can return at most one row and cannot be restarted");
  const position = startPosition(table, index, start);
  if (position >= query.start && position < query.end) return;
  throw validationError("The provided starting key does not match the range key predicate");
}
