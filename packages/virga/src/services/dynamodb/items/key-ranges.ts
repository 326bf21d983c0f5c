import { afterPrefix, type Key, keyWithSuffix } from "../../../kernel/keys.ts";
import type { KeyRange } from "../../../kernel/store.ts";
import { invalidParameters, validationError } from "../errors.ts";
import type { KeyCondition } from "../expressions/key-condition.ts";
import {
  delimitedBytes,
  delimitedStart,
  hashPartition,
  type KeyAttribute,
  orderedBytes,
} from "../tables/key-encoding.ts";
import { checkKeyValue, type Index, type KeySchema, type Table } from "../tables/table.ts";
import { type AttributeMap, type AttributeValue, emptyMap } from "../values/attribute-value.ts";

/** What a query reads: the keys of the store, and the conditions of its schema's attributes. */
export interface QueryRange {
  readonly start: Key;
  readonly end: Key;
  readonly partition: AttributeMap;
  readonly sortConditions: readonly KeyCondition[];
}

/**
 * Turns the conditions of a query into a range of keys. All partition attributes need `=`; sort attributes are used
 * from left to right, and only the last one may have another operator. Throws AWS's errors.
 */
export function queryRange(table: Table, index: Index | undefined, conditions: readonly KeyCondition[]): QueryRange {
  const schema = index?.schema ?? table.schema;
  const limit = Math.max(2, schema.all.length);
  if (conditions.length === 0 || conditions.length > limit) {
    throw validationError(`Conditions can be of length 1 or ${limit} only`);
  }
  const find = (attribute: KeyAttribute) => conditions.find((condition) => condition.attribute === attribute.name);
  const partition = emptyMap();
  for (const attribute of schema.partition) {
    if (schema.all.length === 1 && conditions.length > 1) throw unsupportedCondition();
    const condition = find(attribute);
    if (!condition) throw missedElement(attribute);
    checkCondition(condition, attribute, true);
    if (condition.operator !== "=") throw unsupportedCondition();
    partition[attribute.name] = condition.values[0]!;
  }
  const sortConditions = findSortConditions(schema, conditions, find);
  const prefix = keyWithSuffix(index?.prefix ?? table.prefix, hashPartition(schema.partition, partition));
  const { start, end } = sortRange(prefix, index !== undefined, sortConditions);
  return { start, end, partition, sortConditions };
}

function findSortConditions(
  schema: KeySchema,
  conditions: readonly KeyCondition[],
  find: (attribute: KeyAttribute) => KeyCondition | undefined,
): readonly KeyCondition[] {
  const found: KeyCondition[] = [];
  const others = conditions.length - schema.partition.length;
  for (const attribute of schema.sort) {
    if (found.length === others) break;
    const condition = find(attribute);
    if (!condition) throw missedElement(attribute);
    checkCondition(condition, attribute, false);
    const previous = found.at(-1);
    if (previous && previous.operator !== "=") throw unsupportedCondition();
    found.push(condition);
  }
  if (found.length < others) throw unsupportedCondition();
  return found;
}

function checkCondition({ operator, values }: KeyCondition, attribute: KeyAttribute, isPartition: boolean): void {
  if (values.some((value) => value[attribute.type] === undefined)) {
    throw invalidParameters("Condition parameter type does not match schema type");
  }
  if (operator === "begins_with" && attribute.type === "N") {
    throw validationError(
      "Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N",
    );
  }
  for (const value of values) checkKeyValue({ [attribute.name]: value }, attribute, isPartition);
}

function missedElement({ name }: KeyAttribute): Error {
  return validationError(`Query condition missed key schema element: ${name}`);
}

function unsupportedCondition(): Error {
  return validationError("Query key condition not supported");
}

/** In an index something always follows the sort keys, in a table nothing does: that is how they are encoded. */
function sortRange(partition: Key, inIndex: boolean, conditions: readonly KeyCondition[]): { start: Key; end: Key } {
  const encode = inIndex ? delimitedBytes : orderedBytes;
  let prefix = partition;
  for (const { values } of conditions.slice(0, -1)) prefix = keyWithSuffix(prefix, encode(values[0]!));
  const whole = { start: prefix, end: afterPrefix(prefix) };
  const last = conditions.at(-1);
  if (!last) return whole;
  const at = (value: AttributeValue) => keyWithSuffix(prefix, encode(value));
  const behind = (value: AttributeValue) => (inIndex ? afterPrefix(at(value)) : keyWithSuffix(at(value), "\0"));
  const [first, second] = last.values as [AttributeValue, AttributeValue];
  switch (last.operator) {
    case "=":
      return { start: at(first), end: behind(first) };
    case "<":
      return { ...whole, end: at(first) };
    case "<=":
      return { ...whole, end: behind(first) };
    case ">":
      return { ...whole, start: behind(first) };
    case ">=":
      return { ...whole, start: at(first) };
    case "between":
      return { start: at(first), end: behind(second) };
    case "begins_with":
      return {
        start: at(first),
        end: afterPrefix(keyWithSuffix(prefix, inIndex ? delimitedStart(first) : orderedBytes(first))),
      };
  }
}

const hashSpace = 2 ** 32;

/** The part of a table or index that one segment of a parallel scan reads. */
export function segmentRange(prefix: Key, segment: number, totalSegments: number): { start: Key; end: Key } {
  const boundary = (number: number) => {
    const hash = Math.ceil((hashSpace * number) / totalSegments);
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(hash);
    return keyWithSuffix(prefix, bytes.toString("latin1"));
  };
  return {
    start: segment === 0 ? prefix : boundary(segment),
    end: segment + 1 === totalSegments ? afterPrefix(prefix) : boundary(segment + 1),
  };
}

/** Goes on behind a position, in the direction of reading. */
export function continueAfter(range: KeyRange, position: Key): KeyRange {
  return range.reverse ? { ...range, end: position } : { ...range, start: keyWithSuffix(position, "\0") };
}
