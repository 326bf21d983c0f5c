/**
 * A number whose JSON text JavaScript would not reproduce (`1.0`, `12345678901234567890`, `1.0E21`), kept as that text.
 * It is the engine's own raw JSON value, so `JSON.stringify` writes it back exactly.
 */
export interface ExactNumber {
  readonly rawJSON: string;
}

/** A JSON object with string keys in insertion order. */
export interface JsonObject {
  [key: string]: Json;
}

/** Any JSON value, with numbers exact where JavaScript's own are not. */
export type Json = null | boolean | number | string | ExactNumber | Json[] | JsonObject;

interface RawJson {
  rawJSON(text: string): ExactNumber;
  isRawJSON(value: unknown): value is ExactNumber;
}

const raw = JSON as unknown as RawJson;

/** The exact number with the given JSON text; the text must be a valid JSON number. */
export function exactNumber(text: string): ExactNumber {
  return raw.rawJSON(text);
}

/** Whether the value is a number kept as text. */
export function isExactNumber(value: unknown): value is ExactNumber {
  return raw.isRawJSON(value);
}

/** Whether the value is a JSON number of either kind. */
export function isNumber(value: Json | undefined): value is number | ExactNumber {
  return typeof value === "number" || isExactNumber(value);
}

/** Whether the value is a JSON object (not null, not an array, not an exact number). */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isExactNumber(value);
}

/** The numeric value of a JSON number, as near as a double comes to it. */
export function toDouble(value: number | ExactNumber): number {
  return typeof value === "number" ? value : Number(value.rawJSON);
}

/** Whether the number is an integer without fraction or exponent in its text (`1.0` is not one). */
export function isInteger(value: number | ExactNumber): boolean {
  return typeof value === "number" ? Number.isInteger(value) : /^-?\d+$/.test(value.rawJSON);
}

/** Compares two numbers exactly where both are integers, as doubles otherwise; negative, zero or positive. */
export function compareNumbers(left: number | ExactNumber, right: number | ExactNumber): number {
  if (typeof left === "number" && typeof right === "number") {
    return left < right ? -1 : left > right ? 1 : 0;
  }
  if (isInteger(left) && isInteger(right)) {
    const [a, b] = [BigInt(numberText(left)), BigInt(numberText(right))];
    return a < b ? -1 : a > b ? 1 : 0;
  }
  return toDouble(left) - toDouble(right);
}

/** The JSON text of a number. */
export function numberText(value: number | ExactNumber): string {
  return typeof value === "number" ? JSON.stringify(value) : value.rawJSON;
}

/** Deep equality of JSON values; the order of object members does not matter, and `1` equals `1.0`. */
export function jsonEquals(left: Json, right: Json): boolean {
  if (left === right) {
    return true;
  }
  if (isNumber(left)) {
    return isNumber(right) && compareNumbers(left, right) === 0;
  }
  if (Array.isArray(left)) {
    return Array.isArray(right) && left.length === right.length && left.every((item, i) => jsonEquals(item, right[i]!));
  }
  if (!isObject(left) || !isObject(right)) {
    return false;
  }
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && jsonEquals(left[key]!, right[key]!))
  );
}

/** Sets an own member, also one called `__proto__`. */
export function setMember(target: JsonObject, key: string, value: Json): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}

/** A shallow copy of an object with all own members. */
export function copyObject(source: JsonObject): JsonObject {
  const copy: JsonObject = {};
  for (const key of Object.keys(source)) {
    setMember(copy, key, source[key]!);
  }
  return copy;
}
