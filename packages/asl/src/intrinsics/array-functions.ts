import { javaRound } from "../json/java.ts";
import { type Json, jsonEquals } from "../json/value.ts";
import { intrinsicFailure, requireArray, requireInteger, requireNumber } from "./arguments.ts";
import type { IntrinsicFunction } from "./types.ts";

/** The most items `States.ArrayRange` makes. */
const MAX_RANGE = 1000;

/** The intrinsic functions on arrays. */
export const arrayFunctions: Readonly<Record<string, IntrinsicFunction>> = {
  "States.Array": { least: 0, most: Number.POSITIVE_INFINITY, call: (values) => [...values] },
  "States.ArrayPartition": { least: 2, most: 2, call: ([array, size]) => partition(array!, size!) },
  "States.ArrayContains": { least: 2, most: 2, call: ([array, value]) => contains(array!, value!) },
  "States.ArrayRange": { least: 3, most: 3, call: ([first, last, step]) => range(first!, last!, step!) },
  "States.ArrayGetItem": { least: 2, most: 2, call: ([array, index]) => getItem(array!, index!) },
  "States.ArrayLength": { least: 1, most: 1, call: ([array]) => requireArray("States.ArrayLength", array!).length },
  "States.ArrayUnique": { least: 1, most: 1, call: ([array]) => unique(array!) },
};

function partition(array: Json, size: Json): Json {
  const items = requireArray("States.ArrayPartition", array);
  const chunk = javaRound(requireNumber("States.ArrayPartition", size));
  if (chunk <= 0) {
    throw intrinsicFailure("Invalid argument for States.ArrayPartition: the chunk size must be positive");
  }
  const chunks: Json[] = [];
  for (let start = 0; start < items.length; start += chunk) {
    chunks.push(items.slice(start, start + chunk));
  }
  return chunks;
}

function contains(array: Json, value: Json): boolean {
  return requireArray("States.ArrayContains", array).some((item) => jsonEquals(item, value));
}

function range(first: Json, last: Json, step: Json): Json {
  const name = "States.ArrayRange";
  const [start, end, stride] = [first, last, step].map((value) => javaRound(requireNumber(name, value))) as [
    number,
    number,
    number,
  ];
  if (stride === 0) {
    throw intrinsicFailure(`Invalid argument for ${name}: the increment must not be zero`);
  }
  const count = Math.max(0, Math.floor((end - start) / stride) + 1);
  if (count > MAX_RANGE) {
    throw intrinsicFailure(`${name} can not create an array with more than ${MAX_RANGE} items`);
  }
  return Array.from({ length: count }, (_, index) => start + index * stride);
}

function getItem(array: Json, index: Json): Json {
  const items = requireArray("States.ArrayGetItem", array);
  const position = requireInteger("States.ArrayGetItem", index);
  const item = position < 0 ? undefined : items[position];
  if (item === undefined) {
    throw intrinsicFailure(`Invalid argument for States.ArrayGetItem: index ${position} is out of bounds`);
  }
  return item;
}

function unique(array: Json): Json {
  const found: Json[] = [];
  for (const item of requireArray("States.ArrayUnique", array)) {
    if (!found.some((present) => jsonEquals(present, item))) {
      found.push(item);
    }
  }
  return found;
}
