import type { EncodedJson } from "../../../kernel/encoded-json.ts";
import type { Operation } from "../../../kernel/service.ts";
import { validationError } from "../errors.ts";
import { compileAttributesToGet, compileLegacyFilter, type LegacyConditions } from "../expressions/legacy.ts";
import {
  bindExpressions,
  checkExpressionParameters,
  type ExpressionParameters,
} from "../expressions/request-expressions.ts";
import { continueAfter, segmentRange } from "../items/key-ranges.ts";
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
import { checkRequest, flag, required, structure, text, whole } from "../requests/shapes.ts";
import { accessTable, requireTable } from "../requests/table-access.ts";
import type { DynamoDBState } from "../state.ts";

interface ScanInput extends ExpressionParameters, SelectionParameters {
  readonly TableName: string;
  readonly AttributesToGet?: readonly string[];
  readonly ScanFilter?: LegacyConditions;
  readonly ConditionalOperator?: string;
  readonly Limit?: number;
  readonly Segment?: number;
  readonly TotalSegments?: number;
  readonly ExclusiveStartKey?: unknown;
  readonly ReturnConsumedCapacity?: string;
}

const mostSegments = 1_000_000;

const shape = structure("ScanInput", {
  Select: select,
  IndexName: indexName,
  TotalSegments: whole("Integer", { min: 1, max: mostSegments }),
  ReturnConsumedCapacity: returnConsumedCapacity,
  TableName: required(tableName),
  ConditionalOperator: conditionalOperator,
  ScanFilter: conditions,
  Segment: whole("Integer", { min: 0, max: mostSegments - 1 }),
  Limit: positiveLimit,
  AttributesToGet: attributesToGet,
  ExclusiveStartKey: attributeMap,
  ConsistentRead: flag,
  FilterExpression: text(),
  ProjectionExpression: text(),
  ...expressionAttributes,
});

const legacyParameters = ["AttributesToGet", "ScanFilter", "ConditionalOperator"];

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html */
export const Scan: Operation<DynamoDBState, ScanInput, EncodedJson> = {
  authorize: (call, { TableName, IndexName, Select, ReturnConsumedCapacity }) =>
    accessTable(call, "Scan", TableName, { index: IndexName, context: { Select, ReturnConsumedCapacity } }),

  handle(call, input) {
    checkRequest(shape, input);
    checkExpressionParameters(input, ["ProjectionExpression", "FilterExpression"], legacyParameters);
    const { ScanFilter, AttributesToGet, ConditionalOperator } = input;
    if (ConditionalOperator && !ScanFilter) {
      throw validationError("ConditionalOperator cannot be used without Filter or Expected");
    }
    const legacyProjection = AttributesToGet && compileAttributesToGet(AttributesToGet);
    const legacyFilter = ScanFilter && compileLegacyFilter(ScanFilter, ConditionalOperator);
    const start = input.ExclusiveStartKey ? readStartKey(input.ExclusiveStartKey) : undefined;
    const { segment, totalSegments } = readSegments(input);
    const bound = bindExpressions(input, call.state.expressions);
    const projection = bound.projection ?? legacyProjection;
    const filter = bound.filter ?? legacyFilter;
    const table = requireTable(call, input.TableName);
    const index = input.IndexName ? table.index(input.IndexName) : undefined;
    const readsTable = checkSelection(input, index, projection);
    if (start) checkStartKey(table, index, start);
    const segmentKeys = segmentRange(index?.prefix ?? table.prefix, segment, totalSegments);
    const position = start && startPosition(table, index, start);
    if (position !== undefined && (position < segmentKeys.start || position >= segmentKeys.end)) {
      throw validationError(
        "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. " +
          `TotalSegments: ${totalSegments} Segment: ${segment}`,
      );
    }
    if (projection) checkScalarKeys(table, projection.scope.nestedHeads);
    if (filter) checkScalarKeys(table, filter.scope.nestedHeads);
    const page = {
      table,
      range: position === undefined ? segmentKeys : continueAfter(segmentKeys, position),
      values: bound.values,
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

function readSegments({ Segment: segment, TotalSegments: total }: ScanInput): {
  segment: number;
  totalSegments: number;
} {
  const hasSegment = segment !== undefined && segment !== null;
  const hasTotal = total !== undefined && total !== null;
  if (hasSegment && !hasTotal) {
    throw validationError(
      "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
    );
  }
  if (hasTotal && !hasSegment) {
    throw validationError(
      "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
    );
  }
  if (!hasSegment || !hasTotal) return { segment: 0, totalSegments: 1 };
  if (segment < total) return { segment, totalSegments: total };
  throw validationError(
    "The Segment parameter is zero-based and must be less than parameter TotalSegments: " +
      `Segment: ${segment} is not less than TotalSegments: ${total}`,
  );
}
