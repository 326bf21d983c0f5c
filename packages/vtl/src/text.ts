import { VtlRenderError } from "./errors.ts";
import { compareNumbers, isNumeric, numberText } from "./numbers.ts";
import { HostObject, JavaDecimal, JavaDouble, JavaList, type Value, type ValueMap } from "./values.ts";

/** How deep collections may be nested before printing them is refused; Java overflows its stack somewhat later. */
const MAXIMUM_DEPTH = 500;

/** What a value prints as: Java's `toString`, except that arrays from JSON print as JSON text. */
export function toText(value: Value): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  return nestedText(value, 0);
}

/** The JSON text of a value, compact, members in insertion order and numbers digit for digit. */
export function toJson(value: Value): string {
  return nestedJson(value, 0);
}

/** Java's `equals`, with numbers compared by value and kind. */
export function javaEquals(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (isNumeric(left) && isNumeric(right)) return sameKind(left, right) && compareNumbers(left, right) === 0;
  if (left instanceof JavaList && right instanceof JavaList) {
    return (
      left.items.length === right.items.length &&
      left.items.every((item, index) => javaEquals(item, right.items[index] ?? null))
    );
  }
  if (left instanceof Map && right instanceof Map) return equalMaps(left, right);
  return false;
}

/** The key of `map` that equals `key` in Java's sense, or `key` itself. */
export function mapKey(map: ValueMap, key: Value): Value {
  if (typeof key !== "object" || key === null || map.has(key)) return key;
  for (const candidate of map.keys()) if (javaEquals(candidate, key)) return candidate;
  return key;
}

function sameKind(left: Value, right: Value): boolean {
  return left instanceof JavaDouble === right instanceof JavaDouble;
}

function equalMaps(left: ValueMap, right: ValueMap): boolean {
  if (left.size !== right.size) return false;
  for (const [key, value] of left) {
    const other = mapKey(right, key);
    if (!right.has(other) || !javaEquals(value, right.get(other) ?? null)) return false;
  }
  return true;
}

function nestedText(value: Value, depth: number): string {
  if (depth > MAXIMUM_DEPTH) throw new VtlRenderError("StackOverflowError: the collection is nested too deep to print");
  if (value === null) return "null";
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "true" : "false";
  if (isNumeric(value)) return numberText(value);
  if (value instanceof JavaList) return listText(value, depth);
  if (value instanceof Map) return mapText(value, depth);
  return value.text();
}

function listText(list: JavaList, depth: number): string {
  if (list.kind === "json") return nestedJson(list, depth);
  const items = list.items.map((item) => (item === list ? "(this Collection)" : nestedText(item, depth + 1)));
  return `[${items.join(", ")}]`;
}

function mapText(map: ValueMap, depth: number): string {
  const entries: string[] = [];
  for (const [key, value] of map) {
    entries.push(`${nestedText(key, depth + 1)}=${value === map ? "(this Map)" : nestedText(value, depth + 1)}`);
  }
  return `{${entries.join(", ")}}`;
}

function nestedJson(value: Value, depth: number): string {
  if (depth > MAXIMUM_DEPTH) throw new VtlRenderError("StackOverflowError: the value is nested too deep for JSON");
  if (value === null) return "null";
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof Map) {
    const members: string[] = [];
    for (const [key, member] of value) members.push(`${JSON.stringify(toText(key))}:${nestedJson(member, depth + 1)}`);
    return `{${members.join(",")}}`;
  }
  if (value instanceof JavaList) return `[${value.items.map((item) => nestedJson(item, depth + 1)).join(",")}]`;
  if (value instanceof HostObject) return JSON.stringify(value.text());
  if (value instanceof JavaDecimal || value instanceof JavaDouble || typeof value !== "boolean")
    return numberText(value);
  return value ? "true" : "false";
}
