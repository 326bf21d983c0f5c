import type { Filter, JsonPath, Operand, PathFunction, Segment } from "./json-path-parser.ts";
import { arithmetic, compareNumbers, isNumeric, type NumericValue, toDouble } from "./numbers.ts";
import { javaEquals } from "./text.ts";
import { JavaDouble, JavaList, type Value, type ValueMap } from "./values.ts";

/** How deep `..` descends. */
const MAXIMUM_DEPTH = 500;

/**
 * What a path finds in a value: one value for a definite path, a list from JSON for any other. Undefined where a definite
 * path leads nowhere.
 */
export function readPath(path: JsonPath, root: Value): Value | undefined {
  if (path.isDefinite) {
    let value: Value | undefined = root;
    for (const segment of path.segments) {
      if (value === undefined) return undefined;
      value = select(segment, value, root)[0];
    }
    return value;
  }
  const found = path.segments.at(-1)?.type === "function" ? beforeFunction(path, root) : follow(path.segments, root);
  return found instanceof JavaList || !Array.isArray(found) ? found : new JavaList(found, "json");
}

function follow(segments: readonly Segment[], root: Value): Value[] {
  let values: Value[] = [root];
  for (const segment of segments) values = values.flatMap((value) => select(segment, value, root));
  return values;
}

/** A function at the end of a path with many results works on all of them together. */
function beforeFunction(path: JsonPath, root: Value): Value | undefined {
  const last = path.segments.at(-1);
  const values = follow(path.segments.slice(0, -1), root);
  return last?.type === "function" ? callFunction(last.name, new JavaList(values, "json")) : undefined;
}

function select(segment: Segment, value: Value, root: Value): Value[] {
  switch (segment.type) {
    case "names":
      return value instanceof Map ? selectNames(segment.names, value) : [];
    case "indexes":
      return value instanceof JavaList ? segment.indexes.flatMap((index) => item(value, index)) : [];
    case "slice":
      return value instanceof JavaList ? value.items.slice(segment.from ?? 0, segment.to) : [];
    case "wildcard":
      return children(value);
    case "descendants":
      return descendants(value, 0);
    case "filter":
      return filtered(segment.filter, value, root);
    case "function": {
      const result = callFunction(segment.name, value);
      return result === undefined ? [] : [result];
    }
  }
}

/** Several names at once give one map of those members. */
function selectNames(names: readonly string[], value: ValueMap): Value[] {
  const [only = ""] = names;
  if (names.length === 1) return value.has(only) ? [value.get(only) ?? null] : [];
  const chosen: ValueMap = new Map();
  for (const name of names) if (value.has(name)) chosen.set(name, value.get(name) ?? null);
  return [chosen];
}

function item(list: JavaList, index: number): Value[] {
  const position = index < 0 ? list.items.length + index : index;
  return position >= 0 && position < list.items.length ? [list.items[position] ?? null] : [];
}

function children(value: Value): Value[] {
  if (value instanceof JavaList) return value.items;
  return value instanceof Map ? [...value.values()] : [];
}

function descendants(value: Value, depth: number): Value[] {
  if (depth > MAXIMUM_DEPTH) return [];
  return [value, ...children(value).flatMap((child) => descendants(child, depth + 1))];
}

function filtered(filter: Filter, value: Value, root: Value): Value[] {
  const candidates = value instanceof Map ? [value] : value instanceof JavaList ? value.items : [];
  return candidates.filter((candidate) => holds(filter, candidate, root));
}

function holds(filter: Filter, current: Value, root: Value): boolean {
  switch (filter.type) {
    case "and":
      return holds(filter.left, current, root) && holds(filter.right, current, root);
    case "or":
      return holds(filter.left, current, root) || holds(filter.right, current, root);
    case "not":
      return !holds(filter.operand, current, root);
    case "exists":
      return readPath(filter.path, filter.path.isRelative ? current : root) !== undefined;
    case "comparison":
      return compares(filter.operator, filter.left, filter.right, current, root);
  }
}

function compares(operator: string, left: Operand, right: Operand, current: Value, root: Value): boolean {
  const first = operandValue(left, current, root);
  if (first === undefined) return operator === "!=";
  if (operator === "=~") return right.type === "pattern" && typeof first === "string" && right.pattern.test(first);
  const second = operandValue(right, current, root);
  if (second === undefined) return operator === "!=";
  switch (operator) {
    case "==":
      return equal(first, second);
    case "!=":
      return !equal(first, second);
    case "in":
      return second instanceof JavaList && second.items.some((each) => equal(first, each));
    case "nin":
      return second instanceof JavaList && !second.items.some((each) => equal(first, each));
    default:
      return ordered(operator, first, second);
  }
}

function operandValue(operand: Operand, current: Value, root: Value): Value | undefined {
  if (operand.type === "value") return operand.value;
  return operand.type === "path" ? readPath(operand.path, operand.path.isRelative ? current : root) : undefined;
}

function equal(left: Value, right: Value): boolean {
  if (isNumeric(left) && isNumeric(right)) return compareNumbers(left, right) === 0;
  return javaEquals(left, right);
}

function ordered(operator: string, left: Value, right: Value): boolean {
  let order: number;
  if (isNumeric(left) && isNumeric(right)) order = compareNumbers(left, right);
  else if (typeof left === "string" && typeof right === "string") order = left < right ? -1 : left > right ? 1 : 0;
  else return false;
  if (operator === "<") return order < 0;
  if (operator === "<=") return order <= 0;
  return operator === ">" ? order > 0 : order >= 0;
}

function callFunction(name: PathFunction, value: Value): Value | undefined {
  if (name === "keys") return value instanceof Map ? new JavaList([...value.keys()], "set") : undefined;
  if (name === "length" || name === "size") {
    if (value instanceof JavaList) return value.items.length;
    if (value instanceof Map) return value.size;
    return typeof value === "string" ? value.length : undefined;
  }
  const numbers = children(value).filter(isNumeric);
  return numbers.length === 0 ? undefined : aggregate(name, numbers);
}

function aggregate(name: Exclude<PathFunction, "keys" | "length" | "size">, numbers: readonly NumericValue[]): Value {
  const doubles = numbers.map(toDouble);
  if (name === "min") return new JavaDouble(doubles.reduce((left, right) => Math.min(left, right)));
  if (name === "max") return new JavaDouble(doubles.reduce((left, right) => Math.max(left, right)));
  const sum = doubles.reduce((left, right) => left + right, 0);
  if (name === "sum") return new JavaDouble(sum);
  const average = arithmetic("/", new JavaDouble(sum), numbers.length);
  if (name === "avg") return average;
  const squares = doubles.reduce((total, value) => total + value * value, 0);
  return new JavaDouble(Math.sqrt(squares / doubles.length - (sum / doubles.length) ** 2));
}
