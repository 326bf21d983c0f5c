import { VtlRenderError } from "../errors.ts";
import { javaEquals, toText } from "../text.ts";
import { JavaList, type Value } from "../values.ts";
import { integer, type Method, type MethodTable } from "./arguments.ts";

const METHODS: Readonly<Record<string, Method<JavaList>>> = {
  size: (target, args) => (args.length === 0 ? target.items.length : undefined),
  isEmpty: (target, args) => (args.length === 0 ? target.items.length === 0 : undefined),
  toString: (target: JavaList, args: readonly Value[]) => (args.length === 0 ? toText(target) : undefined),
  iterator: (target, args) => (args.length === 0 ? target : undefined),
  toArray: (target, args) => (args.length === 0 ? new JavaList([...target.items], "array") : undefined),
  contains: (target, args) => (args.length === 1 ? find(target, args[0]) !== -1 : undefined),
  indexOf: (target, args) => (args.length === 1 ? find(target, args[0]) : undefined),
  lastIndexOf: (target, args) =>
    args.length === 1 ? target.items.findLastIndex((item) => javaEquals(item, args[0] ?? null)) : undefined,
  equals: (target, args) => (args.length === 1 ? javaEquals(target, args[0] ?? null) : undefined),
  get: (target, args) => (args.length === 1 && target.kind !== "set" ? at(target, args[0]) : undefined),
  set: (target, args) => (args.length === 2 && target.kind !== "set" ? replace(target, args[0], args[1]) : undefined),
  add: (target, args) => add(target, args),
  addAll: (target, args) => addAll(target, args),
  remove: (target, args) => (args.length === 1 ? remove(target, args[0]) : undefined),
  removeAll: (target, args) => keepIf(target, args, (found) => !found),
  retainAll: (target, args) => keepIf(target, args, (found) => found),
  containsAll: (target, args) => {
    const other = args.length === 1 ? args[0] : undefined;
    return other instanceof JavaList ? other.items.every((item) => find(target, item) !== -1) : undefined;
  },
  clear: (target, args) => {
    if (args.length !== 0) return undefined;
    target.items.length = 0;
    return null;
  },
  subList: (target, args) => {
    const [from, to] = [integer(args[0]), integer(args[1])];
    if (args.length !== 2 || from === undefined || to === undefined) return undefined;
    if (from < 0) throw outOfRange(from, target);
    if (to > target.items.length || from > to) throw outOfRange(to, target);
    return new JavaList(target.items.slice(from, to));
  },
};

/** The methods of `java.util.List` and, as far as they share them, of sets and arrays. */
export const LIST_METHODS: MethodTable<JavaList> = new Map(Object.entries(METHODS));

/** Puts a value at an index, as `#set($list[0] = ...)` and `set` do; returns what was there. */
export function replace(list: JavaList, index: Value | undefined, value: Value | undefined): Value | undefined {
  const position = integer(index);
  if (position === undefined) return undefined;
  const previous = at(list, position);
  list.items[position] = value ?? null;
  return previous;
}

/** The item at an index. A negative index counts from the end in `$list[-1]`, and is refused by `get`. */
export function at(list: JavaList, index: Value | undefined): Value | undefined {
  const position = integer(index);
  if (position === undefined) return undefined;
  if (position < 0 || position >= list.items.length) throw outOfRange(position, list);
  return list.items[position] ?? null;
}

function find(list: JavaList, value: Value | undefined): number {
  return list.items.findIndex((item) => javaEquals(item, value ?? null));
}

function outOfRange(index: number, list: JavaList): VtlRenderError {
  return new VtlRenderError(`IndexOutOfBoundsException: Index: ${index}, Size: ${list.items.length}`);
}

function add(list: JavaList, args: readonly Value[]): Value | undefined {
  const [first = null, second = null] = args;
  if (args.length === 1) {
    if (list.kind === "set" && find(list, first) !== -1) return false;
    list.items.push(first);
    return true;
  }
  const position = integer(first);
  if (args.length !== 2 || position === undefined) return undefined;
  if (position < 0 || position > list.items.length) throw outOfRange(position, list);
  list.items.splice(position, 0, second);
  return null;
}

function addAll(list: JavaList, args: readonly Value[]): Value | undefined {
  const position = args.length === 2 ? integer(args[0]) : list.items.length;
  const other = args.at(-1);
  if (!(other instanceof JavaList) || position === undefined || args.length > 2) return undefined;
  if (position < 0 || position > list.items.length) throw outOfRange(position, list);
  const items = [...other.items];
  list.items.splice(position, 0, ...items);
  return items.length > 0;
}

/** `remove(int)` takes out by index, any other argument by value. */
function remove(list: JavaList, argument: Value | undefined): Value | undefined {
  const position = list.kind === "set" ? undefined : integer(argument);
  if (position === undefined) {
    const found = find(list, argument);
    if (found !== -1) list.items.splice(found, 1);
    return found !== -1;
  }
  const item = at(list, position);
  list.items.splice(position, 1);
  return item;
}

function keepIf(list: JavaList, args: readonly Value[], keeps: (isInOther: boolean) => boolean): Value | undefined {
  const other = args.length === 1 ? args[0] : undefined;
  if (!(other instanceof JavaList)) return undefined;
  const kept = list.items.filter((item) => keeps(find(other, item) !== -1));
  const isChanged = kept.length !== list.items.length;
  list.items.splice(0, list.items.length, ...kept);
  return isChanged;
}
