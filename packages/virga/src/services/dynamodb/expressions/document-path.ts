import { type AttributeMap, type AttributeValue, attributeOf, emptyMap } from "../values/attribute-value.ts";

/** Where a value is inside an item: attribute names and list indexes, the first a name. */
export type DocumentPath = readonly (string | number)[];

/** The value at a path, `undefined` if there is none. */
export function valueAt(item: AttributeMap, path: DocumentPath): AttributeValue | undefined {
  let value = attributeOf(item, path[0] as string);
  for (let index = 1; index < path.length && value; index++) {
    const step = path[index]!;
    if (typeof step === "number") value = value.L?.[step];
    else value = value.M && attributeOf(value.M, step);
  }
  return value;
}

/** A path as AWS's messages write it, e.g. `[a, [0], b]`. */
export function describePath(path: DocumentPath): string {
  return `[${path.map((step) => (typeof step === "number" ? `[${step}]` : step)).join(", ")}]`;
}

/** Whether two paths lead to the same place. */
export function samePath(left: DocumentPath, right: DocumentPath): boolean {
  return left.length === right.length && left.every((step, index) => step === right[index]);
}

/** Finds paths that can't be used together: one inside the other, or one by name where the other goes by index. */
export function findPathClash(paths: readonly DocumentPath[]): string | undefined {
  let conflict: string | undefined;
  for (const [index, later] of paths.entries()) {
    for (const earlier of paths.slice(0, index)) {
      const clash = clashOf(earlier, later);
      if (!clash) continue;
      const message =
        `Two document paths ${clash} with each other; must remove or rewrite one of these paths; ` +
        `path one: ${describePath(earlier)}, path two: ${describePath(later)}`;
      if (clash === "overlap") return message;
      conflict ??= message;
    }
  }
  return conflict;
}

function clashOf(one: DocumentPath, two: DocumentPath): "overlap" | "conflict" | undefined {
  for (let index = 0; index < one.length && index < two.length; index++) {
    if (typeof one[index] !== typeof two[index]) return "conflict";
    if (one[index] !== two[index]) return undefined;
  }
  return "overlap";
}

/** A tree of what a projection takes: all of a value, or parts of a map or list. */
interface Selection {
  all: boolean;
  readonly parts: Map<string | number, Selection>;
}

/** Compiles paths that don't clash into a function that copies their values, lists closed up, into a new item. */
export function compileProjection(paths: readonly DocumentPath[]): (item: AttributeMap) => AttributeMap {
  const root: Selection = { all: false, parts: new Map() };
  for (const path of paths) {
    let selection = root;
    for (const step of path) {
      const part = selection.parts.get(step) ?? { all: false, parts: new Map() };
      selection.parts.set(step, part);
      selection = part;
    }
    selection.all = true;
  }
  return (item) => selectFromMap(item, root) ?? emptyMap();
}

function selectFromMap(map: AttributeMap, selection: Selection): AttributeMap | undefined {
  let selected: Record<string, AttributeValue> | undefined;
  for (const [step, part] of selection.parts) {
    const value = attributeOf(map, step as string);
    const taken = value && select(value, part);
    if (taken) {
      selected ??= emptyMap();
      selected[step as string] = taken;
    }
  }
  return selected;
}

function select(value: AttributeValue, selection: Selection): AttributeValue | undefined {
  if (selection.all) return value;
  if (value.M) {
    const M = selectFromMap(value.M, selection);
    return M && { M };
  }
  if (!value.L) return undefined;
  const L: AttributeValue[] = [];
  const indexes = Array.from(selection.parts.keys(), Number).sort((left, right) => left - right);
  for (const index of indexes) {
    const element = value.L[index];
    const part = selection.parts.get(index);
    const taken = element && part && select(element, part);
    if (taken) L.push(taken);
  }
  return L.length > 0 ? { L } : undefined;
}
