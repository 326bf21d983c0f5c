import { StateFailure } from "../errors.ts";
import { renderJson } from "../json/text.ts";
import { isInteger, isNumber, isObject, type Json, type JsonObject, toDouble } from "../json/value.ts";

/** The failure of a call: `States.IntrinsicFailure` with the reason. */
export function intrinsicFailure(reason: string): StateFailure {
  return new StateFailure("States.IntrinsicFailure", reason);
}

/** The argument as an array. */
export function requireArray(name: string, value: Json): Json[] {
  return Array.isArray(value) ? value : reject(name, value, "an array");
}

/** The argument as a text. */
export function requireText(name: string, value: Json): string {
  return typeof value === "string" ? value : reject(name, value, "a string");
}

/** The argument as a number. */
export function requireNumber(name: string, value: Json): number {
  return isNumber(value) ? toDouble(value) : reject(name, value, "a number");
}

/** The argument as an integer. */
export function requireInteger(name: string, value: Json): number {
  return isNumber(value) && isInteger(value) ? toDouble(value) : reject(name, value, "an integer");
}

/** The argument as an object. */
export function requireObject(name: string, value: Json): JsonObject {
  return isObject(value) ? value : reject(name, value, "a JSON object");
}

function reject(name: string, value: Json, expected: string): never {
  throw intrinsicFailure(`Invalid argument for ${name}: expected ${expected} but was ${renderJson(value)}`);
}
