import type { Host } from "../host.ts";
import { javaRound } from "../json/java.ts";
import { JsonSyntaxError, parseJson, renderJson } from "../json/text.ts";
import {
  copyObject,
  exactNumber,
  isInteger,
  isNumber,
  type Json,
  numberText,
  setMember,
  toDouble,
} from "../json/value.ts";
import { intrinsicFailure, requireInteger, requireNumber, requireObject, requireText } from "./arguments.ts";
import type { IntrinsicFunction } from "./types.ts";

/** The intrinsic functions on JSON values and numbers, and `States.UUID`. */
export const valueFunctions: Readonly<Record<string, IntrinsicFunction>> = {
  "States.StringToJson": { least: 1, most: 1, call: ([text]) => stringToJson(text!) },
  "States.JsonToString": { least: 1, most: 1, call: ([value]) => renderJson(value!) },
  "States.JsonMerge": { least: 3, most: 3, call: ([first, second, deep]) => merge(first!, second!, deep!) },
  "States.MathAdd": { least: 2, most: 2, call: ([first, second]) => add(first!, second!) },
  "States.MathRandom": { least: 2, most: 3, call: (values, host) => random(values, host) },
  "States.UUID": { least: 0, most: 0, call: (_values, host) => host.uuid() },
};

function stringToJson(value: Json): Json {
  const text = requireText("States.StringToJson", value);
  if (text.trim() === "") {
    return null;
  }
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) {
      throw intrinsicFailure(`Invalid argument for States.StringToJson: ${error.message}`);
    }
    throw error;
  }
}

function merge(first: Json, second: Json, deep: Json): Json {
  if (deep !== false) {
    throw intrinsicFailure("States.JsonMerge supports shallow merging only: its third argument must be false");
  }
  const merged = copyObject(requireObject("States.JsonMerge", first));
  for (const [key, value] of Object.entries(requireObject("States.JsonMerge", second))) {
    setMember(merged, key, value);
  }
  return merged;
}

/** Adds integers; other numbers are rounded half up first. */
function add(first: Json, second: Json): Json {
  const [a, b] = [roundedInteger(first), roundedInteger(second)];
  const sum = a + b;
  const small = Number(sum);
  return Number.isSafeInteger(small) ? small : exactNumber(sum.toString());
}

function roundedInteger(value: Json): bigint {
  if (isNumber(value) && isInteger(value)) {
    return BigInt(typeof value === "number" ? value : numberText(value));
  }
  return BigInt(javaRound(requireNumber("States.MathAdd", value)));
}

/** A number from the first (inclusive) to the second (exclusive); a seed makes it repeatable. */
function random([first, last, seed]: readonly Json[], host: Host): Json {
  const name = "States.MathRandom";
  const [start, end] = [javaRound(requireNumber(name, first!)), javaRound(requireNumber(name, last!))];
  if (start >= end) {
    throw intrinsicFailure(`Invalid argument for ${name}: the start must be less than the end`);
  }
  const fraction = seed === undefined ? host.random() : seededFraction(requireInteger(name, seed));
  return start + Math.floor(fraction * (end - start));
}

/** The first double of Java's `java.util.Random` for a seed. */
function seededFraction(seed: number): number {
  const mask = (1n << 48n) - 1n;
  let state = (BigInt(seed) ^ 0x5deece66dn) & mask;
  const bits = (count: bigint): bigint => {
    state = (state * 0x5deece66dn + 0xbn) & mask;
    return state >> (48n - count);
  };
  const high = bits(26n) << 27n;
  return toDouble(Number(high + bits(27n))) / 2 ** 53;
}
