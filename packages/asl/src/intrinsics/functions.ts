import { arrayFunctions } from "./array-functions.ts";
import { textFunctions } from "./text-functions.ts";
import type { IntrinsicFunction } from "./types.ts";
import { valueFunctions } from "./value-functions.ts";

const FUNCTIONS: ReadonlyMap<string, IntrinsicFunction> = new Map(
  Object.entries({ ...arrayFunctions, ...textFunctions, ...valueFunctions }),
);

/** How many arguments the function takes, or undefined if there is no such function. */
export function intrinsicArity(name: string): { least: number; most: number } | undefined {
  return FUNCTIONS.get(name);
}

/** The function with that name, which must exist. */
export function intrinsicFunction(name: string): IntrinsicFunction {
  return FUNCTIONS.get(name)!;
}
