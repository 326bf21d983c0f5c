import { javaEquals, mapKey, toText } from "../text.ts";
import { HostObject, JavaList, type Value, type ValueMap } from "../values.ts";
import type { Method, MethodTable } from "./arguments.ts";

const METHODS: Readonly<Record<string, Method<ValueMap>>> = {
  size: (target, args) => (args.length === 0 ? target.size : undefined),
  isEmpty: (target, args) => (args.length === 0 ? target.size === 0 : undefined),
  toString: (target: ValueMap, args: readonly Value[]) => (args.length === 0 ? toText(target) : undefined),
  get: (target, args) => (args.length === 1 ? read(target, args[0]) : undefined),
  put: (target, args) => (args.length === 2 ? put(target, args[0] ?? null, args[1] ?? null) : undefined),
  containsKey: (target, args) => (args.length === 1 ? target.has(mapKey(target, args[0] ?? null)) : undefined),
  containsValue: (target, args) =>
    args.length === 1 ? [...target.values()].some((value) => javaEquals(value, args[0] ?? null)) : undefined,
  keySet: (target, args) => (args.length === 0 ? new JavaList([...target.keys()], "set") : undefined),
  values: (target, args) => (args.length === 0 ? new JavaList([...target.values()], "set") : undefined),
  entrySet: (target, args) => (args.length === 0 ? entries(target) : undefined),
  equals: (target, args) => (args.length === 1 ? javaEquals(target, args[0] ?? null) : undefined),
  getOrDefault: (target, args) => {
    if (args.length !== 2) return undefined;
    return target.has(mapKey(target, args[0] ?? null)) ? read(target, args[0]) : (args[1] ?? null);
  },
  putIfAbsent: (target, args) => {
    if (args.length !== 2) return undefined;
    const current = read(target, args[0]);
    if (current === null) put(target, args[0] ?? null, args[1] ?? null);
    return current;
  },
  putAll: (target, args) => {
    const other = args.length === 1 ? args[0] : undefined;
    if (!(other instanceof Map)) return undefined;
    for (const [key, value] of [...other]) put(target, key, value);
    return null;
  },
  remove: (target, args) => {
    if (args.length !== 1) return undefined;
    const previous = read(target, args[0]);
    target.delete(mapKey(target, args[0] ?? null));
    return previous;
  },
  clear: (target, args) => {
    if (args.length !== 0) return undefined;
    target.clear();
    return null;
  },
};

/** The methods of `java.util.Map`. */
export const MAP_METHODS: MethodTable<ValueMap> = new Map(Object.entries(METHODS));

/** What a map has under a key; null where nothing. */
export function read(map: ValueMap, key: Value | undefined): Value {
  return map.get(mapKey(map, key ?? null)) ?? null;
}

/** Puts a value under a key and returns what was there. */
export function put(map: ValueMap, key: Value, value: Value): Value {
  const actual = mapKey(map, key);
  const previous = map.get(actual) ?? null;
  map.set(actual, value);
  return previous;
}

/** The entries of a map, for `#foreach($entry in $map.entrySet())`. */
function entries(map: ValueMap): JavaList {
  return new JavaList(
    [...map.keys()].map((key) => new MapEntry(map, key)),
    "set",
  );
}

class MapEntry extends HostObject {
  readonly #map: ValueMap;
  readonly #key: Value;

  constructor(map: ValueMap, key: Value) {
    super();
    this.#map = map;
    this.#key = key;
  }

  override property(name: string): Value {
    if (name === "key") return this.#key;
    return name === "value" ? read(this.#map, this.#key) : null;
  }

  override call(name: string, args: readonly Value[]): Value | undefined {
    if (name === "setValue" && args.length === 1) return put(this.#map, this.#key, args[0] ?? null);
    if (args.length !== 0) return undefined;
    if (name === "getKey") return this.#key;
    if (name === "getValue") return this.property("value");
    return name === "toString" ? this.text() : undefined;
  }

  text(): string {
    return `${toText(this.#key)}=${toText(this.property("value"))}`;
  }
}
