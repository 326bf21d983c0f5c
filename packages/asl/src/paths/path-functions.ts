import { PathFailure } from "../errors.ts";
import { isNumber, isObject, type Json, toDouble } from "../json/value.ts";

type PathFunction = (value: Json, parameters: readonly Json[]) => Json;

const FUNCTIONS: ReadonlyMap<string, PathFunction> = new Map<string, PathFunction>([
  ["length", length],
  ["size", length],
  ["min", (value, parameters) => Math.min(...numbers(value, parameters))],
  ["max", (value, parameters) => Math.max(...numbers(value, parameters))],
  ["sum", (value, parameters) => sum(numbers(value, parameters))],
  ["avg", (value, parameters) => average(numbers(value, parameters))],
  ["stddev", (value, parameters) => deviation(numbers(value, parameters))],
  ["keys", (value) => (isObject(value) ? Object.keys(value) : null)],
  ["concat", (value, parameters) => concatenate(value, parameters)],
  ["append", (value, parameters) => (Array.isArray(value) ? [...value, ...parameters] : value)],
  ["first", (value) => item(value, 0)],
  ["last", (value) => item(value, -1)],
  ["index", (value, parameters) => item(value, indexParameter(parameters))],
]);

/** Whether a path may call the function at its end, as in `$.items.length()`. */
export function isPathFunction(name: string): boolean {
  return FUNCTIONS.has(name);
}

/** Calls a path function on the value the path leads to. */
export function callPathFunction(name: string, value: Json, parameters: readonly Json[]): Json {
  return FUNCTIONS.get(name)!(value, parameters);
}

function length(value: Json): Json {
  if (Array.isArray(value)) {
    return value.length;
  }
  if (typeof value === "string") {
    return value.length;
  }
  return isObject(value) ? Object.keys(value).length : null;
}

function numbers(value: Json, parameters: readonly Json[]): number[] {
  const items = [...(Array.isArray(value) ? value : []), ...parameters];
  const found = items
    .flatMap((entry) => (Array.isArray(entry) ? entry : [entry]))
    .filter(isNumber)
    .map(toDouble);
  if (found.length === 0) {
    throw new PathFailure("Aggregation function attempted to calculate value using empty array");
  }
  return found;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function average(values: readonly number[]): number {
  return sum(values) / values.length;
}

function deviation(values: readonly number[]): number {
  const mean = average(values);
  return Math.sqrt(average(values.map((value) => (value - mean) ** 2)));
}

function concatenate(value: Json, parameters: readonly Json[]): string {
  const items = [...(Array.isArray(value) ? value : []), ...parameters];
  return items.filter((entry) => typeof entry === "string").join("");
}

function item(value: Json, index: number): Json {
  const found = Array.isArray(value) ? value.at(index) : undefined;
  if (found === undefined) {
    throw new PathFailure(`Index out of bounds when evaluating path $[${index}]`);
  }
  return found;
}

function indexParameter(parameters: readonly Json[]): number {
  const [index] = parameters;
  return typeof index === "number" ? index : 0;
}
