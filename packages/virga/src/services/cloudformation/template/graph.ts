import type { Template } from "./model.ts";
import { type ReferenceOptions, references } from "./references.ts";

/** For each node, the nodes that it depends on; all of them are nodes of the graph. */
export type DependencyGraph = ReadonlyMap<string, ReadonlySet<string>>;

export interface GraphOptions extends ReferenceOptions {
  /** Which resources there are (those whose condition holds); all if absent. */
  readonly includes?: (logicalId: string) => boolean;
}

/** What each resource depends on: by `DependsOn`, and by naming another one in its properties. */
export function dependencyGraph(template: Template, options: GraphOptions = {}): DependencyGraph {
  const includes = options.includes ?? (() => true);
  const graph = new Map<string, ReadonlySet<string>>();
  for (const { logicalId, properties, dependsOn } of template.resources.values()) {
    if (!includes(logicalId)) continue;
    const dependencies = new Set<string>();
    const add = (name: string) => {
      if (template.resources.has(name) && includes(name)) dependencies.add(name);
    };
    for (const name of dependsOn) add(name);
    for (const { kind, name } of references(properties, options)) {
      if (kind === "ref" || kind === "attribute") add(name);
    }
    graph.set(logicalId, dependencies);
  }
  return graph;
}

/** The same graph with its edges turned round: for each node, the nodes that depend on it. */
export function reversed(graph: DependencyGraph): DependencyGraph {
  const result = new Map<string, Set<string>>();
  for (const node of graph.keys()) result.set(node, new Set());
  for (const [node, dependencies] of graph) {
    for (const dependency of dependencies) result.get(dependency)?.add(node);
  }
  return result;
}

/** The nodes of a circle, in the order in which they depend on one another; `undefined` if there is none. */
export function findCycle(graph: DependencyGraph): readonly string[] | undefined {
  const finished = new Set<string>();
  const path: string[] = [];
  const onPath = new Set<string>();
  const visit = (node: string): readonly string[] | undefined => {
    if (finished.has(node)) return undefined;
    if (onPath.has(node)) return path.slice(path.indexOf(node));
    path.push(node);
    onPath.add(node);
    for (const dependency of graph.get(node) ?? []) {
      const circle = visit(dependency);
      if (circle) return circle;
    }
    path.pop();
    onPath.delete(node);
    finished.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const circle = visit(node);
    if (circle) return circle;
  }
  return undefined;
}

export interface WalkOptions {
  /** How many nodes are worked on at a time. */
  readonly concurrency: number;
  /** After a failure begin no further node at all, instead of only none that depends on the failed one. */
  readonly stopOnFailure: boolean;
}

/**
 * Works on the nodes of a graph without circles, each as soon as all it depends on is done. What depends on a failed
 * node is not begun; what is under way is waited for. Gives the failures, in the order in which they happened.
 */
export async function walkGraph(
  graph: DependencyGraph,
  work: (node: string) => Promise<void>,
  options: WalkOptions,
): Promise<readonly { readonly node: string; readonly error: unknown }[]> {
  const failures: { node: string; error: unknown }[] = [];
  const waitsFor = new Map(Array.from(graph, ([node, dependencies]) => [node, dependencies.size]));
  const dependents = reversed(graph);
  const ready = Array.from(graph.keys()).filter((node) => waitsFor.get(node) === 0);
  let running = 0;
  return new Promise((resolve) => {
    const release = (node: string) => {
      for (const dependent of dependents.get(node) ?? []) {
        const left = waitsFor.get(dependent)! - 1;
        waitsFor.set(dependent, left);
        if (left === 0) ready.push(dependent);
      }
    };
    const begin = async (node: string) => {
      try {
        await work(node);
        release(node);
      } catch (error) {
        failures.push({ node, error });
      }
      running--;
      next();
    };
    const mayBegin = () => failures.length === 0 || !options.stopOnFailure;
    const next = () => {
      while (mayBegin() && ready.length > 0 && running < options.concurrency) {
        running++;
        void begin(ready.shift()!);
      }
      if (running === 0) resolve(failures);
    };
    next();
  });
}
