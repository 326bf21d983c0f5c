import { isObject, type Json } from "../json/value.ts";
import type { FilterTest } from "./compile-filter.ts";
import type { Scope } from "./scope.ts";

/** A compiled step of a path with more than one possible match. */
export type Selector =
  | { kind: "names"; names: readonly string[] }
  | { kind: "indexes"; indexes: readonly number[] }
  | { kind: "slice"; from: number | undefined; to: number | undefined }
  | { kind: "wildcard" }
  | { kind: "scan" }
  | { kind: "filter"; test: FilterTest }
  | { kind: "call"; call: (value: Json) => Json };

/** All values that the steps lead to, in document order. */
export function collectMatches(selectors: readonly Selector[], root: Json, scope: Scope): Json[] {
  let values: Json[] = [root];
  for (const selector of selectors) {
    const found: Json[] = [];
    for (const value of values) {
      select(selector, value, scope, found);
    }
    values = found;
  }
  return values;
}

function select(selector: Selector, value: Json, scope: Scope, found: Json[]): void {
  switch (selector.kind) {
    case "names":
      selectNames(selector.names, value, found);
      break;
    case "indexes":
      selectIndexes(selector.indexes, value, found);
      break;
    case "slice":
      if (Array.isArray(value)) {
        found.push(...value.slice(selector.from ?? 0, selector.to));
      }
      break;
    case "wildcard":
      found.push(...children(value));
      break;
    case "scan":
      collectDescendants(value, found);
      break;
    case "filter":
      found.push(...filterCandidates(value).filter((child) => selector.test(child, scope)));
      break;
    case "call":
      found.push(selector.call(value));
  }
}

function selectNames(names: readonly string[], value: Json, found: Json[]): void {
  if (isObject(value)) {
    for (const name of names) {
      if (Object.hasOwn(value, name)) {
        found.push(value[name]!);
      }
    }
  }
}

function selectIndexes(indexes: readonly number[], value: Json, found: Json[]): void {
  if (Array.isArray(value)) {
    for (const index of indexes) {
      const item = value.at(index);
      if (item !== undefined) {
        found.push(item);
      }
    }
  }
}

function children(value: Json): Json[] {
  if (Array.isArray(value)) {
    return value;
  }
  return isObject(value) ? Object.values(value) : [];
}

function filterCandidates(value: Json): Json[] {
  if (Array.isArray(value)) {
    return value;
  }
  return isObject(value) ? [value] : [];
}

function collectDescendants(value: Json, found: Json[]): void {
  found.push(value);
  for (const child of children(value)) {
    if (Array.isArray(child) || isObject(child)) {
      collectDescendants(child, found);
    }
  }
}
