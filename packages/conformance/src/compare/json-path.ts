import { CaseFailure } from "../corpus/outcome.ts";

type Selector = { readonly descend: boolean; readonly name: string | number | undefined };

/** A place in a value that a path found: a member of an object or an item of a list. */
export interface Place {
  readonly holder: Record<string, unknown> | unknown[];
  readonly name: string | number;
}

const selectorPattern = /(\.\.|\.)?(?:\[(\d+|\*|'[^']*')\]|([^.[\]]+))/y;

/** Parses paths of the forms `$.a`, `$..a`, `$.a[*]`, `$.a[0]` and `$['a']` and their combinations. */
function parse(path: string): Selector[] {
  const selectors: Selector[] = [];
  selectorPattern.lastIndex = 1;
  while (selectorPattern.lastIndex < path.length) {
    const start = selectorPattern.lastIndex;
    const match = selectorPattern.exec(path);
    if (!match) throw new CaseFailure(`The harness does not know the path '${path}' from character ${start} on`);
    const [, dots, bracket, name] = match;
    selectors.push({ descend: dots === "..", name: bracket === undefined ? memberName(name) : bracketName(bracket) });
  }
  return selectors;
}

function memberName(name: string | undefined): string | undefined {
  return name === "*" ? undefined : name;
}

function bracketName(bracket: string): string | number | undefined {
  if (bracket === "*") return undefined;
  return bracket.startsWith("'") ? bracket.slice(1, -1) : Number(bracket);
}

function isHolder(value: unknown): value is Place["holder"] {
  return typeof value === "object" && value !== null && !(value instanceof Date);
}

/** What a place holds. */
export function valueAt({ holder, name }: Place): unknown {
  return (holder as Record<string | number, unknown>)[name];
}

/** Puts a value in a place. */
export function setValueAt({ holder, name }: Place, value: unknown): void {
  (holder as Record<string | number, unknown>)[name] = value;
}

function children(value: unknown): Place[] {
  if (!isHolder(value)) return [];
  const names: (string | number)[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return names.map((name) => ({ holder: value, name }));
}

function descendants(value: unknown): unknown[] {
  return [value, ...children(value).flatMap((place) => descendants(valueAt(place)))];
}

/** Every place of `root` that a JSONPath leads to. */
export function findPlaces(root: unknown, path: string): Place[] {
  let places: Place[] = [{ holder: [root], name: 0 }];
  for (const { descend, name } of parse(path)) {
    const values = places.map(valueAt).flatMap((value) => (descend ? descendants(value) : [value]));
    places = values.flatMap(children).filter((place) => name === undefined || place.name === name);
  }
  return places;
}
