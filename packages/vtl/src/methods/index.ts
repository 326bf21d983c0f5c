import { VtlUnsupportedError } from "../errors.ts";
import { isNumeric, type NumericValue } from "../numbers.ts";
import { HostObject, JavaList, type Value } from "../values.ts";
import { at, LIST_METHODS, replace } from "./list.ts";
import { MAP_METHODS, put, read } from "./map.ts";
import { BOOLEAN_METHODS, NUMBER_METHODS } from "./scalar.ts";
import { STRING_METHODS } from "./string.ts";

/** Public methods that the Java types have and this engine has not: calling one is refused by name. */
const UNSUPPORTED: Readonly<Record<"String" | "Collection" | "Map" | "Number", ReadonlySet<string>>> = {
  String: new Set([
    "codePointAt",
    "codePointBefore",
    "codePointCount",
    "codePoints",
    "chars",
    "copyValueOf",
    "format",
    "getBytes",
    "getChars",
    "getClass",
    "offsetByCodePoints",
    "regionMatches",
    "wait",
    "notify",
    "notifyAll",
  ]),
  Collection: new Set([
    "ensureCapacity",
    "forEach",
    "getClass",
    "hashCode",
    "listIterator",
    "parallelStream",
    "removeIf",
    "replaceAll",
    "sort",
    "spliterator",
    "stream",
    "trimToSize",
    "clone",
    "toJSONString",
    "appendElement",
    "merge",
  ]),
  Map: new Set([
    "clone",
    "compute",
    "computeIfAbsent",
    "computeIfPresent",
    "forEach",
    "getClass",
    "hashCode",
    "merge",
    "replace",
    "replaceAll",
  ]),
  Number: new Set([
    "bitCount",
    "byteValue",
    "compare",
    "decode",
    "divide",
    "getClass",
    "hashCode",
    "highestOneBit",
    "isInfinite",
    "isNaN",
    "max",
    "min",
    "multiply",
    "negate",
    "numberOfLeadingZeros",
    "pow",
    "reverse",
    "rotateLeft",
    "scale",
    "setScale",
    "shortValue",
    "signum",
    "subtract",
    "sum",
    "toBinaryString",
    "toHexString",
    "toOctalString",
    "toPlainString",
    "toUnsignedString",
  ]),
};

/** Calls `$target.name(args)`; null where Java has no such method. */
export function callMethod(target: Value, name: string, args: readonly Value[]): Value {
  if (typeof target === "string") return answer(STRING_METHODS.get(name)?.(target, args), "String", name);
  if (target instanceof Map) return answer(MAP_METHODS.get(name)?.(target, args), "Map", name);
  if (target instanceof JavaList) return answer(LIST_METHODS.get(name)?.(target, args), "Collection", name);
  if (target instanceof HostObject) return target.call(name, args) ?? null;
  if (typeof target === "boolean") return BOOLEAN_METHODS.get(name)?.(target, args) ?? null;
  if (target === null || !isNumeric(target)) return null;
  return answer(NUMBER_METHODS.get(name)?.(target as NumericValue, args), "Number", name);
}

/** Reads `$target.name`: a map's member, or what a getter without arguments gives. */
export function readProperty(target: Value, name: string): Value {
  if (target instanceof Map) return target.get(name) ?? null;
  if (target instanceof HostObject) return target.property(name);
  if (name === "empty" && (typeof target === "string" || target instanceof JavaList)) {
    return callMethod(target, "isEmpty", []);
  }
  return null;
}

/** Reads `$target[index]`; a negative index of a list counts from its end. */
export function readIndex(target: Value, index: Value): Value {
  if (target instanceof Map) return read(target, index);
  if (target instanceof JavaList) return at(target, fromEnd(target, index)) ?? null;
  if (target instanceof HostObject) return target.call("get", [index]) ?? null;
  return null;
}

/** Assigns `$target.name`; nothing happens where that can't be done. */
export function assignProperty(target: Value, name: string, value: Value): void {
  if (target instanceof Map) put(target, name, value);
  else if (target instanceof HostObject) target.assign(name, value);
}

/** Assigns `$target[index]`; nothing happens where that can't be done. */
export function assignIndex(target: Value, index: Value, value: Value): void {
  if (target instanceof Map) put(target, index, value);
  else if (target instanceof JavaList) replace(target, fromEnd(target, index), value);
  else if (target instanceof HostObject && typeof index === "string") target.assign(index, value);
}

function fromEnd(list: JavaList, index: Value): Value {
  return typeof index === "number" && index < 0 ? list.items.length + index : index;
}

function answer(result: Value | undefined, type: keyof typeof UNSUPPORTED, name: string): Value {
  if (result === undefined && UNSUPPORTED[type].has(name)) {
    throw new VtlUnsupportedError(`The method ${name} of ${type} is not supported`);
  }
  return result ?? null;
}
