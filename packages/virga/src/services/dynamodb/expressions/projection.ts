import type { AttributeMap } from "../values/attribute-value.ts";
import { compileProjection, type DocumentPath, findPathClash } from "./document-path.ts";
import { parsePath } from "./operand-parser.ts";
import { type AttributeNames, type Check, Scope } from "./scope.ts";
import type { PathNode } from "./syntax.ts";
import { TokenReader } from "./tokens.ts";

/** A projection, ready to be applied to items. */
export interface CompiledProjection {
  readonly scope: Scope;
  readonly paths: readonly DocumentPath[];
  apply(item: AttributeMap): AttributeMap;
}

/** Parses a projection expression: document paths with commas between. Throws AWS's syntax errors. */
export function parseProjection(source: string): readonly PathNode[] {
  const tokens = new TokenReader("ProjectionExpression", source);
  const paths = [parsePath(tokens)];
  while (tokens.takeSymbol(",")) paths.push(parsePath(tokens));
  tokens.expectEnd();
  return paths;
}

/** Compiles a projection; throws AWS's errors about its names and paths. */
export function compileProjectionPaths(nodes: readonly PathNode[], names: AttributeNames): CompiledProjection {
  const scope = new Scope("ProjectionExpression", names);
  for (const node of nodes) scope.checkPath(node);
  const checks: Check[] = [];
  const paths = nodes.map((node) => scope.resolvePath(node, checks));
  const problem = checks.map((check) => check({})).find((message) => message) ?? findPathClash(paths);
  if (problem) throw scope.error(problem);
  return { scope, paths, apply: compileProjection(paths) };
}
