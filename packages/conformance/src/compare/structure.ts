export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/**
 * Replaces texts that start with `{` and are JSON by what they say, in place: members of objects and of objects in lists,
 * but nothing inside a value just parsed.
 */
export function parseTexts(root: JsonObject): JsonObject {
  for (const [name, value] of Object.entries(root)) {
    if (Array.isArray(value)) for (const item of value) isObject(item) && parseTexts(item);
    else if (isObject(value)) parseTexts(value);
    else if (typeof value === "string" && value.startsWith("{")) root[name] = parseOrKeep(value);
  }
  return root;
}

/** What a JSON text says; the text itself if it is none. */
export function parseOrKeep(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Visits the members of objects, and of objects in lists. Where `change` gives a value, it becomes the member's and is not
 * visited further.
 */
export function replaceMembers(
  root: JsonObject,
  change: (name: string, value: unknown, holder: JsonObject) => unknown,
): void {
  for (const [name, value] of Object.entries(root)) {
    const changed = change(name, value, root);
    if (changed !== undefined) root[name] = changed;
    else if (Array.isArray(value)) for (const item of value) isObject(item) && replaceMembers(item, change);
    else if (isObject(value)) replaceMembers(value, change);
  }
}

/**
 * A copy in the order in which values are numbered: the matched values as they were matched, and within them the members of
 * objects by name, `ResponseMetadata` last.
 */
export function sortedForVisit(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, sortKeys(value)]));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isObject(value)) return value;
  const names = Object.keys(value).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return Object.fromEntries(names.map((name) => [name, sortKeys(value[name])]));
}

function rank(name: string): number {
  return name === "ResponseMetadata" ? 1 : 0;
}
