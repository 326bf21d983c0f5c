/**
 * A value in a template, as Java has it.
 *
 * | Java                       | here                                             |
 * | -------------------------- | ------------------------------------------------ |
 * | `null`                     | `null`                                           |
 * | `Boolean`, `String`        | `boolean`, `string`                              |
 * | `Integer`, `Long`          | `number`, always whole and within ±(2^53 - 1)    |
 * | larger `Long`, `BigInteger`| `bigint`                                         |
 * | `Double`                   | {@link JavaDouble}                               |
 * | `BigDecimal`               | {@link JavaDecimal}                              |
 * | lists, sets, arrays        | {@link JavaList}                                 |
 * | `LinkedHashMap`            | `Map`                                            |
 * | any other object           | {@link HostObject}                               |
 */
export type Value =
  | null
  | boolean
  | string
  | number
  | bigint
  | JavaDouble
  | JavaDecimal
  | JavaList
  | Map<Value, Value>
  | HostObject;

/** A map of the template language; keeps insertion order as `LinkedHashMap` does. */
export type ValueMap = Map<Value, Value>;

/** A Java `Double`: kept apart from whole numbers, since `2.0` prints as `2.0` and divides as a fraction. */
export class JavaDouble {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** A Java `BigDecimal`: `unscaled` × 10^-`scale`. JSON fractions longer than 18 characters are read as one. */
export class JavaDecimal {
  readonly unscaled: bigint;
  readonly scale: number;

  constructor(unscaled: bigint, scale: number) {
    this.unscaled = unscaled;
    this.scale = scale;
  }
}

/**
 * What kind of Java collection a {@link JavaList} stands for: an `ArrayList`, an array from JSON (prints as JSON text),
 * a set or map view, or a Java array such as `String.split` gives.
 */
export type ListKind = "list" | "json" | "set" | "array";

/** An ordered Java collection. */
export class JavaList {
  readonly items: Value[];
  readonly kind: ListKind;

  constructor(items: Value[], kind: ListKind = "list") {
    this.items = items;
    this.kind = kind;
  }
}

/** An object that the host puts into a template's variables, or the engine itself provides (`$foreach`). */
export abstract class HostObject {
  /** The value of `$object.name`; `null` where there is none. */
  property(_name: string): Value {
    return null;
  }

  /** Assigns `$object.name`; returns false where that can't be done, and the assignment is then left out. */
  assign(_name: string, _value: Value): boolean {
    return false;
  }

  /** The value of `$object.name(args)`; `undefined` where there is no such method. */
  call(_name: string, _args: readonly Value[]): Value | undefined {
    return undefined;
  }

  /** What the object prints as. */
  abstract text(): string;
}

/** Turns a whole `bigint` into the representation a {@link Value} has for it. */
export function wholeNumber(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/**
 * Makes a {@link Value} of a plain JavaScript one: objects become maps, arrays JSON arrays, fractions doubles and
 * `undefined` null. Anything else that has no counterpart becomes its text.
 */
export function fromJavaScript(value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : new JavaDouble(value);
  if (typeof value === "bigint") return wholeNumber(value);
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (value instanceof Map || isValueObject(value)) return value;
  if (Array.isArray(value)) return new JavaList(value.map(fromJavaScript), "json");
  if (typeof value !== "object") return String(value);
  const map: ValueMap = new Map();
  for (const [key, member] of Object.entries(value)) map.set(key, fromJavaScript(member));
  return map;
}

function isValueObject(value: unknown): value is JavaDouble | JavaDecimal | JavaList | HostObject {
  return (
    value instanceof JavaDouble ||
    value instanceof JavaDecimal ||
    value instanceof JavaList ||
    value instanceof HostObject
  );
}
