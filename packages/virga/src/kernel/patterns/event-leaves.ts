/** A value of an event that is no object or array, with the elements of arrays of objects that it is in. */
export interface Leaf {
  readonly value: string | number | boolean | null;
  /** The element's position by the path of the array. */
  readonly elements: ReadonlyMap<string, number>;
}

const nowhere: ReadonlyMap<string, number> = new Map();

/** An event's leaves by their paths, whose names are joined by dots; elements of arrays have the array's path. */
export function leavesOf(event: unknown): ReadonlyMap<string, readonly Leaf[]> {
  const leaves = new Map<string, Leaf[]>();
  collect(event, "", nowhere, leaves);
  return leaves;
}

function collect(value: unknown, path: string, elements: Leaf["elements"], leaves: Map<string, Leaf[]>): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const isObject = typeof item === "object" && item !== null && !Array.isArray(item);
      collect(item, path, isObject ? new Map(elements).set(path, index) : elements, leaves);
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      collect(item, path === "" ? name : `${path}.${name}`, elements, leaves);
    }
  } else if (value !== undefined) {
    const leaf = { value: value as Leaf["value"], elements };
    const found = leaves.get(path);
    if (found) found.push(leaf);
    else leaves.set(path, [leaf]);
  }
}
