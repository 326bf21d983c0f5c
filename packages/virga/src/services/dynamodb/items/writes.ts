import { AwsError } from "../../../kernel/errors.ts";
import { conditionalCheckFailed, invalidParameters, validationError } from "../errors.ts";
import type { CompiledCondition } from "../expressions/condition-compiler.ts";
import type { BoundExpressions } from "../expressions/request-expressions.ts";
import type { AttributeValues } from "../expressions/scope.ts";
import type { CompiledUpdate } from "../expressions/update-compiler.ts";
import { type DynamoDBTransaction, itemOf, type StoredItem } from "../state.ts";
import type { Table } from "../tables/table.ts";
import { type AttributeMap, AttributeReader } from "../values/attribute-value.ts";

/** The item a write leaves behind, with its size; `undefined` if it leaves none. */
export interface WrittenItem {
  readonly item: AttributeMap;
  readonly size: number;
}

/** A write of one item that has been checked as far as it can be without the item that is there. */
export interface PreparedWrite {
  readonly table: Table;
  readonly suffix: string;
  readonly key: AttributeMap;
  readonly condition?: CompiledCondition;
  readonly values: AttributeValues;
  /** Whether a failed condition shows the item that is there. */
  readonly showOnFailure: boolean;
  /** Whether what is there is needed, beyond condition and indexes. */
  readonly needsPrevious: boolean;
  /** `keep`: there is nothing to write. */
  next(previous: AttributeMap | undefined): WrittenItem | "delete" | "keep";
}

/** What was there before a write, and what is there after it. */
export interface WriteOutcome {
  readonly before?: StoredItem;
  readonly after?: WrittenItem;
}

const largestItem = 400 * 1024;

/** What all writes take from a request. */
export interface WriteParameters {
  readonly ReturnValuesOnConditionCheckFailure?: string;
}

interface WriteBase {
  readonly condition?: CompiledCondition;
  readonly values: AttributeValues;
  readonly showOnFailure: boolean;
}

function baseOf(
  { ReturnValuesOnConditionCheckFailure: shown }: WriteParameters,
  { condition, values }: BoundExpressions,
): WriteBase {
  return { values, showOnFailure: shown === "ALL_OLD", ...(condition && { condition }) };
}

/** Reads the item of a put and checks its size. */
export function readNewItem(source: unknown): WrittenItem {
  const reader = new AttributeReader();
  const item = reader.readItem(source);
  if (reader.size > largestItem) throw validationError("Item size has exceeded the maximum allowed size");
  return { item, size: reader.size };
}

/** Reads a key; only a table can tell whether it fits. */
export function readKey(source: unknown): AttributeMap {
  return new AttributeReader().readItem(source);
}

/** Prepares a put. Throws AWS's errors for an item that does not fit the table. */
export function preparePut(
  table: Table,
  written: WrittenItem,
  parameters: WriteParameters,
  expressions: BoundExpressions,
  needsPrevious: boolean,
): PreparedWrite {
  const { item } = written;
  table.checkItem(item);
  checkConditionPaths(table, expressions);
  return {
    table,
    suffix: table.suffixOf(item),
    key: item,
    ...baseOf(parameters, expressions),
    needsPrevious,
    next: () => written,
  };
}

/** Prepares a delete. Throws AWS's errors for a key that is not the table's. */
export function prepareDelete(
  table: Table,
  key: AttributeMap,
  parameters: WriteParameters,
  expressions: BoundExpressions,
): PreparedWrite {
  table.checkKey(key);
  checkConditionPaths(table, expressions);
  const suffix = table.suffixOf(key);
  const next = (previous: AttributeMap | undefined) => (previous ? "delete" : "keep");
  return { table, suffix, key, ...baseOf(parameters, expressions), needsPrevious: true, next };
}

/** The condition check of a transaction: a write that writes nothing. */
export function prepareConditionCheck(
  table: Table,
  key: AttributeMap,
  parameters: WriteParameters,
  expressions: BoundExpressions,
): PreparedWrite {
  return { ...prepareDelete(table, key, parameters, expressions), next: () => "keep" };
}

/** Prepares an update. Throws AWS's errors for a key that is not the table's and for changes of keys. */
export function prepareUpdate(
  table: Table,
  key: AttributeMap,
  parameters: WriteParameters,
  expressions: BoundExpressions,
): PreparedWrite {
  const { update, values } = expressions;
  table.checkKey(key);
  if (update) checkUpdate(table, update, values);
  checkConditionPaths(table, expressions);
  const next = (previous: AttributeMap | undefined) => {
    if (!previous && update?.onlyRemoves) return "keep";
    const item = update ? update.apply(previous ?? key, values) : (previous ?? key);
    return checkUpdated(table, item);
  };
  return { table, suffix: table.suffixOf(key), key, ...baseOf(parameters, expressions), needsPrevious: true, next };
}

function checkUpdated(table: Table, item: AttributeMap): WrittenItem {
  const reader = new AttributeReader();
  reader.readItem(item);
  if (reader.size > largestItem) {
    throw validationError("Item size to update has exceeded the maximum allowed size");
  }
  table.checkUpdatedItem(item);
  return { item, size: reader.size };
}

/** What can be said against an update without the item: keys of the table and wrong types for keys of its indexes. */
function checkUpdate(table: Table, update: CompiledUpdate, values: AttributeValues): void {
  for (const { name } of table.schema.all) {
    if (update.paths.some((path) => path[0] === name)) {
      throw invalidParameters(`Cannot update attribute ${name}. This attribute is part of the key`);
    }
  }
  for (const { schema, record } of table.indexes) {
    for (const { name, type } of schema.all) {
      const actual = update.typeSetTo(name, values);
      if (actual && actual !== type) {
        throw invalidParameters(
          `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${actual} IndexName: ${record.name}`,
        );
      }
    }
  }
  checkScalarKeys(table, update.scope.nestedHeads);
}

function checkConditionPaths(table: Table, { condition }: BoundExpressions): void {
  if (condition) checkScalarKeys(table, condition.scope.nestedHeads);
}

/** Keys have no insides that an expression could go into. */
export function checkScalarKeys(table: Table, nestedHeads: ReadonlySet<string>): void {
  if (nestedHeads.size === 0) return;
  const start = "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed:";
  const key = table.schema.all.find(({ name }) => nestedHeads.has(name));
  if (key) throw validationError(`${start} Key: ${key.name}`);
  const indexKey = table.indexes.flatMap(({ schema }) => schema.all).find(({ name }) => nestedHeads.has(name));
  if (indexKey) throw validationError(`${start} IndexKey: ${indexKey.name}`);
}

const nothing: AttributeMap = Object.freeze(Object.create(null) as Record<string, never>);

/** Tries a write's condition and says what it would write. Throws AWS's ConditionalCheckFailedException. */
export function planWrite(transaction: DynamoDBTransaction, write: PreparedWrite): () => WriteOutcome {
  const { table, suffix, condition, values } = write;
  const mustRead = condition !== undefined || write.needsPrevious || table.indexes.length > 0;
  const before = mustRead ? transaction.readItem(table, suffix) : undefined;
  const previous = before && itemOf(before);
  if (condition && !condition.holds(previous ?? nothing, values)) {
    throw conditionalCheckFailed(write.showOnFailure ? previous : undefined);
  }
  const next = write.next(previous);
  return () => {
    if (next === "delete") transaction.deleteItem(table, suffix, previous ?? nothing);
    else if (next !== "keep") transaction.putItem(table, suffix, next.item, next.size, previous);
    return outcomeOf(before, previous, next);
  };
}

function outcomeOf(
  before: StoredItem | undefined,
  previous: AttributeMap | undefined,
  next: WrittenItem | "delete" | "keep",
): WriteOutcome {
  if (!before || !previous) return typeof next === "string" ? {} : { after: next };
  if (next === "delete") return { before };
  return { before, after: next === "keep" ? { item: previous, size: before.size } : next };
}

/** Whether an error says that a condition did not hold. */
export function isConditionFailure(thrown: unknown): thrown is AwsError {
  return thrown instanceof AwsError && thrown.code === "ConditionalCheckFailedException";
}
