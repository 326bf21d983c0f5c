import { VtlRenderError } from "../errors.ts";
import { arithmetic, compareNumbers, isNumeric, type NumericValue, numberText, toDouble } from "../numbers.ts";
import { javaEquals } from "../text.ts";
import { JavaDouble, type Value, wholeNumber } from "../values.ts";
import { integer, type Method, type MethodTable } from "./arguments.ts";

const NUMBER: Readonly<Record<string, Method<NumericValue>>> = {
  toString: (target: NumericValue, args: readonly Value[]) => {
    if (args.length === 0) return numberText(target);
    return args.length === 1 && isNumeric(args[0] ?? null) ? numberText(args[0] as NumericValue) : undefined;
  },
  equals: (target, args) => (args.length === 1 ? javaEquals(target, args[0] ?? null) : undefined),
  compareTo: (target, args) => {
    const other = args[0] ?? null;
    return args.length === 1 && isNumeric(other) ? Math.sign(compareNumbers(target, other)) : undefined;
  },
  intValue: (target, args) => (args.length === 0 ? whole(target, 32) : undefined),
  longValue: (target, args) => (args.length === 0 ? whole(target, 64) : undefined),
  doubleValue: (target, args) => (args.length === 0 ? new JavaDouble(toDouble(target)) : undefined),
  floatValue: (target, args) => (args.length === 0 ? new JavaDouble(Math.fround(toDouble(target))) : undefined),
  parseInt: (target, args) => (isWholeTarget(target) ? parseWhole(args, 32) : undefined),
  parseLong: (target, args) => (isWholeTarget(target) ? parseWhole(args, 64) : undefined),
  parseDouble: (target, args) => (target instanceof JavaDouble ? parseDouble(args) : undefined),
  valueOf: (target: NumericValue, args: readonly Value[]) => {
    if (args.length === 1 && isNumeric(args[0] ?? null)) return args[0];
    return isWholeTarget(target) ? parseWhole(args, 32) : parseDouble(args);
  },
  abs: (target, args) => {
    if (args.length !== 0 || isWholeTarget(target)) return undefined;
    return toDouble(target) < 0 ? arithmetic("-", 0, target) : target;
  },
};

const BOOLEAN: Readonly<Record<string, Method<boolean>>> = {
  toString: (target: boolean, args: readonly Value[]) => (args.length === 0 ? String(target) : undefined),
  booleanValue: (target, args) => (args.length === 0 ? target : undefined),
  equals: (target, args) => (args.length === 1 ? target === args[0] : undefined),
  compareTo: (target, args) => {
    return args.length === 1 && typeof args[0] === "boolean" ? Number(target) - Number(args[0]) : undefined;
  },
  parseBoolean: (_target, args) => parseBoolean(args),
  valueOf: (_target: boolean, args: readonly Value[]) => (typeof args[0] === "boolean" ? args[0] : parseBoolean(args)),
};

/** The methods of Java's number classes; the static ones can be called on any number, as templates do. */
export const NUMBER_METHODS: MethodTable<NumericValue> = new Map(Object.entries(NUMBER));

/** The methods of `java.lang.Boolean`. */
export const BOOLEAN_METHODS: MethodTable<boolean> = new Map(Object.entries(BOOLEAN));

function isWholeTarget(target: NumericValue): boolean {
  return typeof target === "number" || typeof target === "bigint";
}

/** Java's narrowing conversion: fractions are cut and clamped, whole numbers keep their low bits. */
function whole(value: NumericValue, bits: 32 | 64): Value {
  if (typeof value === "number" || typeof value === "bigint") return wholeNumber(BigInt.asIntN(bits, BigInt(value)));
  const double = Math.trunc(toDouble(value));
  if (Number.isNaN(double)) return 0;
  const limit = 2n ** BigInt(bits - 1);
  if (double >= Number(limit)) return wholeNumber(limit - 1n);
  return double < -Number(limit) ? wholeNumber(-limit) : wholeNumber(BigInt(double));
}

function parseWhole(args: readonly Value[], bits: 32 | 64): Value | undefined {
  const [text, radix = 10] = args;
  if (typeof text !== "string" || args.length > 2 || integer(radix) !== 10) return undefined;
  if (!/^[+-]?\d+$/.test(text))
    throw new VtlRenderError(`NumberFormatException: For input string: ${JSON.stringify(text)}`);
  const value = BigInt(text.replace(/^\+/, ""));
  if (BigInt.asIntN(bits, value) === value) return wholeNumber(value);
  throw new VtlRenderError(`NumberFormatException: For input string: ${JSON.stringify(text)}`);
}

function parseDouble(args: readonly Value[]): Value | undefined {
  const [text] = args;
  if (typeof text !== "string" || args.length !== 1) return undefined;
  if (/^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?\s*$/.test(text)) {
    return new JavaDouble(Number.parseFloat(text));
  }
  throw new VtlRenderError(`NumberFormatException: For input string: ${JSON.stringify(text)}`);
}

function parseBoolean(args: readonly Value[]): Value | undefined {
  const [text] = args;
  return typeof text === "string" && args.length === 1 ? text.toLowerCase() === "true" : undefined;
}
