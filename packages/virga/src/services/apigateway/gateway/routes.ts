import type { ResourceRecord } from "../records.ts";

/** A resource that answers a path, with the values of its path variables. */
export interface RouteMatch {
  readonly resource: ResourceRecord;
  readonly parameters: Readonly<Record<string, string>>;
}

interface RouteNode {
  readonly children: Map<string, RouteNode>;
  variable?: { readonly name: string; readonly node: RouteNode };
  greedy?: { readonly name: string; readonly resource: ResourceRecord };
  resource?: ResourceRecord;
}

/**
 * Finds the resource of a path: a fixed part goes before a variable, a variable before a greedy one, at each step.
 * Resources without methods are not there.
 */
export class Routes {
  readonly #root: RouteNode = { children: new Map() };

  constructor(resources: readonly ResourceRecord[]) {
    for (const resource of resources) if (Object.keys(resource.methods).length > 0) this.#add(resource);
  }

  /** @param path as sent, percent-encoded, below the stage */
  match(path: string): RouteMatch | undefined {
    const segments = path
      .split("/")
      .filter((segment, index, all) => segment !== "" || (index > 0 && index < all.length - 1));
    const parameters: Record<string, string> = {};
    const resource = find(this.#root, segments, 0, parameters);
    return resource === undefined ? undefined : { resource, parameters };
  }

  #add(resource: ResourceRecord): void {
    let node = this.#root;
    for (const part of resource.path.split("/").filter((each) => each !== "")) {
      if (part.endsWith("+}")) {
        node.greedy = { name: part.slice(1, -2), resource };
        return;
      }
      node = part.startsWith("{") ? variableChild(node, part.slice(1, -1)) : fixedChild(node, part);
    }
    node.resource = resource;
  }
}

function fixedChild(node: RouteNode, part: string): RouteNode {
  let child = node.children.get(part);
  if (child === undefined) {
    child = { children: new Map() };
    node.children.set(part, child);
  }
  return child;
}

function variableChild(node: RouteNode, name: string): RouteNode {
  node.variable ??= { name, node: { children: new Map() } };
  return node.variable.node;
}

function find(
  node: RouteNode,
  segments: readonly string[],
  index: number,
  parameters: Record<string, string>,
): ResourceRecord | undefined {
  const segment = segments[index];
  if (segment === undefined) return node.resource;
  const decoded = decode(segment);
  const fixed = node.children.get(decoded);
  const found = fixed && find(fixed, segments, index + 1, parameters);
  if (found !== undefined) return found;
  if (node.variable !== undefined && segment !== "") {
    const below = find(node.variable.node, segments, index + 1, parameters);
    if (below !== undefined) {
      parameters[node.variable.name] = decoded;
      return below;
    }
  }
  if (node.greedy === undefined) return undefined;
  parameters[node.greedy.name] = segments.slice(index).map(decode).join("/");
  return node.greedy.resource;
}

/** Percent escapes that are none stay as they are. */
function decode(segment: string): string {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
