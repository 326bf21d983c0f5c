import { VtlRenderError } from "../errors.ts";
import { isPlainReplacement, javaPattern, javaReplacement } from "../java-regex.ts";
import { toText } from "../text.ts";
import { JavaList, type Value } from "../values.ts";
import { integer, type Method, type MethodTable, strings } from "./arguments.ts";

const METHODS: Readonly<Record<string, Method<string>>> = {
  length: (target, args) => (args.length === 0 ? target.length : undefined),
  isEmpty: (target, args) => (args.length === 0 ? target === "" : undefined),
  toString: (target: string, args: readonly Value[]) => (args.length === 0 ? target : undefined),
  intern: (target, args) => (args.length === 0 ? target : undefined),
  trim: (target, args) => (args.length === 0 ? target.replace(/^[\0- ]+|[\0- ]+$/g, "") : undefined),
  toLowerCase: (target, args) => (args.length === 0 ? target.toLowerCase() : undefined),
  toUpperCase: (target, args) => (args.length === 0 ? target.toUpperCase() : undefined),
  hashCode: (target, args) => (args.length === 0 ? hashCode(target) : undefined),
  toCharArray: (target, args) => (args.length === 0 ? new JavaList(target.split(""), "array") : undefined),
  equals: (target, args) => (args.length === 1 ? target === args[0] : undefined),
  equalsIgnoreCase: (target, args) => {
    if (args.length !== 1) return undefined;
    return typeof args[0] === "string" && foldCase(target) === foldCase(args[0]);
  },
  compareTo: withString((target, other) => compare(target, other)),
  compareToIgnoreCase: withString((target, other) => compare(foldCase(target), foldCase(other))),
  concat: withString((target, other) => target + other),
  contains: withString((target, other) => target.includes(other)),
  endsWith: withString((target, other) => target.endsWith(other)),
  matches: withString((target, pattern) => javaPattern(pattern, "", "whole").test(target)),
  contentEquals: withString((target, other) => target === other),
  startsWith: (target, args) => {
    const [prefix, offset = 0] = args;
    const start = integer(offset);
    if (typeof prefix !== "string" || start === undefined || args.length > 2) return undefined;
    return start >= 0 && target.startsWith(prefix, start);
  },
  indexOf: (target, args) => indexOf(args, (needle, from) => target.indexOf(needle, from), 0),
  lastIndexOf: (target, args) =>
    indexOf(args, (needle, from) => (from < 0 ? -1 : target.lastIndexOf(needle, from)), target.length),
  charAt: (target, args) => {
    const index = args.length === 1 ? integer(args[0]) : undefined;
    if (index === undefined) return undefined;
    if (index < 0 || index >= target.length) throw outOfRange(index);
    return target.charAt(index);
  },
  substring: (target, args) => substring(target, args),
  subSequence: (target, args) => (args.length === 2 ? substring(target, args) : undefined),
  replace: (target, args) => {
    const [search, replacement] = strings(args, 2) ?? [];
    return search === undefined || replacement === undefined ? undefined : target.replaceAll(search, () => replacement);
  },
  replaceAll: (target, args) => replacePattern(target, args, "g"),
  replaceFirst: (target, args) => replacePattern(target, args, ""),
  split: (target, args) => split(target, args),
  valueOf: (_target: string, args: readonly Value[]) => (args.length === 1 ? toText(args[0] ?? null) : undefined),
  join: (_target, args) => {
    const [separator, list] = args;
    if (args.length !== 2 || typeof separator !== "string" || !(list instanceof JavaList)) return undefined;
    return list.items.map(toText).join(separator);
  },
};

/** The methods of `java.lang.String` of Java 8; texts that Java keeps as `char` are strings here. */
export const STRING_METHODS: MethodTable<string> = new Map(Object.entries(METHODS));

function withString(method: (target: string, argument: string) => Value): Method<string> {
  return (target, args) => {
    const [argument] = strings(args, 1) ?? [];
    return argument === undefined ? undefined : method(target, argument);
  };
}

function compare(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const difference = left.charCodeAt(index) - right.charCodeAt(index);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function foldCase(text: string): string {
  return text.toUpperCase().toLowerCase();
}

function hashCode(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return hash;
}

function indexOf(
  args: readonly Value[],
  find: (needle: string, from: number) => number,
  from: number,
): Value | undefined {
  const [needle, offset = from] = args;
  const start = integer(offset);
  if (start === undefined || args.length === 0 || args.length > 2) return undefined;
  if (typeof needle === "string") return find(needle, start);
  const codePoint = integer(needle);
  return codePoint === undefined || codePoint < 0 ? undefined : find(String.fromCodePoint(codePoint), start);
}

function substring(target: string, args: readonly Value[]): Value | undefined {
  const start = integer(args[0]);
  const end = args.length === 1 ? target.length : integer(args[1]);
  if (start === undefined || end === undefined || args.length > 2) return undefined;
  if (start < 0) throw outOfRange(start);
  if (end > target.length) throw outOfRange(end);
  if (start > end) throw outOfRange(end - start);
  return target.slice(start, end);
}

function outOfRange(index: number): VtlRenderError {
  return new VtlRenderError(`StringIndexOutOfBoundsException: String index out of range: ${index}`);
}

function replacePattern(target: string, args: readonly Value[], flags: string): Value | undefined {
  const [pattern, replacement] = strings(args, 2) ?? [];
  if (pattern === undefined || replacement === undefined) return undefined;
  const found = javaPattern(pattern, flags);
  // A text is put in much faster than what a function gives.
  if (isPlainReplacement(replacement)) return target.replace(found, replacement);
  return target.replace(found, javaReplacement(replacement));
}

/** `String.split`: without a positive limit trailing empty parts go; an empty match at the start makes no part. */
function split(target: string, args: readonly Value[]): Value | undefined {
  const [pattern, limitArgument = 0] = args;
  const limit = integer(limitArgument);
  if (typeof pattern !== "string" || limit === undefined || args.length > 2) return undefined;
  const parts: string[] = [];
  let start = 0;
  for (const match of target.matchAll(javaPattern(pattern, "g"))) {
    if (limit > 0 && parts.length === limit - 1) break;
    const end = match.index + match[0].length;
    if (end === 0 || (match[0] === "" && match.index === target.length)) continue;
    parts.push(target.slice(start, match.index));
    start = end;
  }
  parts.push(target.slice(start));
  if (limit === 0) while (parts.length > 1 && parts.at(-1) === "") parts.pop();
  return new JavaList(limit === 0 && parts.length === 1 && start > 0 && parts[0] === "" ? [] : parts, "array");
}
