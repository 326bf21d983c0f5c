import { EncodedJson } from "../../../kernel/encoded-json.ts";
import type { KeyRange } from "../../../kernel/store.ts";
import { invalidParameters, validationError } from "../errors.ts";
import type { CompiledCondition } from "../expressions/condition-compiler.ts";
import type { CompiledProjection } from "../expressions/projection.ts";
import type { AttributeValues } from "../expressions/scope.ts";
import { type DynamoDBState, itemOf, type Position, type StoredItem } from "../state.ts";
import type { Index, Table } from "../tables/table.ts";
import { type AttributeMap, sizeOfItem } from "../values/attribute-value.ts";
import { Consumption, readUnits, wantsCapacity } from "./capacity.ts";

/** What Query and Scan have in common once their range is known. */
export interface PageRequest {
  readonly table: Table;
  readonly index?: Index;
  readonly range: KeyRange;
  readonly limit?: number;
  readonly filter?: CompiledCondition;
  readonly values: AttributeValues;
  readonly projection?: CompiledProjection;
  readonly countOnly: boolean;
  /** A local index gives attributes that it does not have by reading the table. */
  readonly readsTable: boolean;
}

/** What Query or Scan has read. */
export interface Page {
  /** JSON of each item. */
  readonly items: readonly string[];
  readonly count: number;
  readonly scannedCount: number;
  readonly lastKey?: AttributeMap;
  /** Bytes that were read of the table, and of the index. */
  readonly tableSize: number;
  readonly indexSize: number;
}

const largestPage = 1024 * 1024;

/** Reads items until the limit or 1 MB is reached; the filter comes after that, as on AWS. */
export function readPage(state: DynamoDBState, request: PageRequest): Page {
  const { table, index, range, limit = Number.POSITIVE_INFINITY } = request;
  const items: string[] = [];
  const reading = { count: 0, scannedCount: 0, tableSize: 0, indexSize: 0 };
  let last: StoredItem | undefined;
  const walk: Iterable<Position> = index ? state.walkIndex(table, index, range) : state.walkTable(table, range);
  for (const { stored } of walk) {
    reading.scannedCount++;
    const taken = takeItem(request, stored, reading);
    if (taken !== undefined) {
      reading.count++;
      if (!request.countOnly) items.push(taken);
    }
    if (reading.scannedCount < limit && reading.tableSize + reading.indexSize < largestPage) continue;
    last = stored;
    break;
  }
  return { items, ...reading, ...(last && { lastKey: positionKeys(table, index, itemOf(last)) }) };
}

/** The JSON of an item if it passes the filter; counts its size in any case. */
function takeItem(
  { index, filter, values, projection, readsTable }: PageRequest,
  stored: StoredItem,
  reading: { tableSize: number; indexSize: number },
): string | undefined {
  const isWhole = !index || index.projectsAll;
  if (isWhole && !filter && !projection) {
    if (index) reading.indexSize += stored.size;
    else reading.tableSize += stored.size;
    return stored.text;
  }
  const item = itemOf(stored);
  const held = isWhole ? item : index.project(item);
  if (index) reading.indexSize += isWhole ? stored.size : sizeOfItem(held);
  if (!index || readsTable) reading.tableSize += stored.size;
  const view = readsTable ? item : held;
  if (filter && !filter.holds(view, values)) return undefined;
  if (projection) return JSON.stringify(projection.apply(view));
  return view === item ? stored.text : JSON.stringify(view);
}

/** The keys that say where in a table or index an item is. */
export function positionKeys(table: Table, index: Index | undefined, item: AttributeMap): AttributeMap {
  const keys: Record<string, AttributeMap[string]> = { ...table.primaryKey(item) };
  for (const { name } of index?.schema.all ?? []) keys[name] = item[name]!;
  return keys;
}

/** Writes the answer of Query or Scan. */
export function pageOutput(
  state: DynamoDBState,
  request: PageRequest,
  page: Page,
  input: { readonly TableName: string; readonly ReturnConsumedCapacity?: string; readonly ConsistentRead?: boolean },
): EncodedJson {
  const members: string[] = [];
  if (!request.countOnly) members.push(`"Items":[${page.items.join(",")}]`);
  members.push(`"Count":${page.count}`, `"ScannedCount":${page.scannedCount}`);
  if (page.lastKey) members.push(`"LastEvaluatedKey":${JSON.stringify(page.lastKey)}`);
  const { ReturnConsumedCapacity: mode } = input;
  const consistency = input.ConsistentRead ? "strong" : "eventual";
  // What a global index consumes is its own.
  if (request.index?.record.kind !== "global") {
    const units = readUnits(page.tableSize + page.indexSize, consistency);
    state.metrics.consumed(request.table, "ConsumedReadCapacityUnits", units);
  }
  if (wantsCapacity(mode)) {
    const consumption = new Consumption(input.TableName);
    if (request.index) consumption.addIndex(request.index, readUnits(page.indexSize, consistency));
    if (!request.index || page.tableSize > 0) consumption.addTable(readUnits(page.tableSize, consistency));
    members.push(`"ConsumedCapacity":${JSON.stringify(consumption.output(mode))}`);
  }
  return new EncodedJson(`{${members.join(",")}}`);
}

/** The parameters that say what Query and Scan show. */
export interface SelectionParameters {
  readonly Select?: string;
  readonly IndexName?: string;
  readonly ConsistentRead?: boolean;
}

/** Checks what a request wants to see against what the index has; says whether the table must be read, too. */
export function checkSelection(
  { Select: select, ConsistentRead }: SelectionParameters,
  index: Index | undefined,
  projection: CompiledProjection | undefined,
): boolean {
  if (index?.record.kind === "global" && ConsistentRead) {
    throw validationError("Consistent reads are not supported on global secondary indexes");
  }
  if (select === "ALL_PROJECTED_ATTRIBUTES" && !index) {
    throw invalidParameters("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
  }
  if (select === "SPECIFIC_ATTRIBUTES" && !projection) {
    throw invalidParameters(
      "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
    );
  }
  if (select && select !== "SPECIFIC_ATTRIBUTES" && projection) {
    throw invalidParameters(
      `Cannot specify the AttributesToGet or ProjectionExpression when choosing to get ${select}`,
    );
  }
  if (!index || index.projectsAll) return false;
  const missing = Array.from(new Set((projection?.paths ?? []).map(([name]) => name as string))).filter(
    (name) => !index.holds(name),
  );
  const { kind, name } = index.record;
  if (kind === "local") return select === "ALL_ATTRIBUTES" || missing.length > 0;
  if (select === "ALL_ATTRIBUTES") {
    throw invalidParameters(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${name} because its projection type is not ALL`,
    );
  }
  if (missing.length > 0) {
    throw invalidParameters(`Global secondary index ${name} does not project [${missing.join(", ")}]`);
  }
  return false;
}
