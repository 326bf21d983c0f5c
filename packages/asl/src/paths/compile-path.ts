import { PathFailure, StateFailure } from "../errors.ts";
import { isExactNumber, isObject, type Json } from "../json/value.ts";
import type { PathNode, PathStep } from "./ast.ts";
import { collectMatches, type Selector } from "./collect.ts";
import { compileFilter, type FilterTest } from "./compile-filter.ts";
import { parsePath } from "./parse-path.ts";
import { callPathFunction } from "./path-functions.ts";
import type { Scope } from "./scope.ts";

/** A path ready to be read. */
export interface CompiledPath {
  readonly text: string;
  /** Whether it leads to one value (or fails); otherwise it gives the list of all matches, which may be empty. */
  readonly definite: boolean;
  /** Whether it only names members and indexes. */
  readonly reference: boolean;
  readonly node: PathNode;
  /**
   * The value it leads to.
   * @throws PathFailure
   */
  read(scope: Scope): Json;
  /** Whether it leads to anything: a value, or at least one match. A variable that was never assigned does not. */
  isPresent(scope: Scope): boolean;
}

/**
 * Compiles a path text.
 * @throws ExpressionSyntaxError
 */
export function compilePath(text: string): CompiledPath {
  const node = parsePath(text);
  const reader = compileSteps(node);
  const definite = node.steps.every(isDefiniteStep);
  const reference = node.steps.every((step) => step.kind === "member" || step.kind === "index");
  const read = (scope: Scope) => reader(rootOf(node, scope), scope);
  const isPresent = (scope: Scope) =>
    reference ? findReferenced(node, scope) !== undefined : succeeds(read, scope, definite);
  return { text, node, definite, reference, read, isPresent };
}

/** Follows a path of members and indexes; undefined where it breaks off. It is what failing would be too slow for. */
function findReferenced(node: PathNode, scope: Scope): Json | undefined {
  let value = node.root === "variable" ? scope.variable(node.variable!) : rootOf(node, scope);
  for (const step of node.steps) {
    if (step.kind === "member") {
      value = isObject(value) && Object.hasOwn(value, step.name) ? value[step.name] : undefined;
    } else if (step.kind === "index") {
      value = Array.isArray(value) ? value.at(step.index) : undefined;
    }
    if (value === undefined) {
      return undefined;
    }
  }
  return value;
}

function succeeds(read: (scope: Scope) => Json, scope: Scope, definite: boolean): boolean {
  try {
    const value = read(scope);
    return definite || (value as Json[]).length > 0;
  } catch (error) {
    if (error instanceof PathFailure || error instanceof UnassignedVariable) {
      return false;
    }
    throw error;
  }
}

/** A path starts at a variable that was never assigned. */
class UnassignedVariable extends StateFailure {
  constructor(name: string | undefined) {
    super("States.Runtime", `The variable '$${name}' has not been assigned.`);
  }
}

type StepsReader = (root: Json, scope: Scope) => Json;

function rootOf(node: PathNode, scope: Scope): Json {
  if (node.root === "input") {
    return scope.input;
  }
  if (node.root === "context") {
    return scope.context();
  }
  const value = scope.variable(node.variable!);
  if (value === undefined) {
    throw new UnassignedVariable(node.variable);
  }
  return value;
}

function isDefiniteStep(step: PathStep): boolean {
  return step.kind === "member" || step.kind === "members" || step.kind === "index" || step.kind === "function";
}

function compileSteps(node: PathNode): StepsReader {
  const last = node.steps.at(-1);
  if (last?.kind === "function") {
    return compileFunctionCall({ ...node, steps: node.steps.slice(0, -1) }, last);
  }
  if (node.steps.every(isDefiniteStep)) {
    return (root) => readDefinite(node.steps, root);
  }
  const selectors = node.steps.map(compileStep);
  return (root, scope) => collectMatches(selectors, root, scope);
}

function compileFunctionCall(node: PathNode, call: PathStep & { kind: "function" }): StepsReader {
  const target = compileSteps(node);
  const parameters = call.arguments.map((argument) =>
    isPathNode(argument) ? compileSubPath(argument) : () => argument,
  );
  return (root, scope) =>
    callPathFunction(
      call.name,
      target(root, scope),
      parameters.map((parameter) => parameter(scope.input, scope)),
    );
}

function isPathNode(argument: PathNode | Json): argument is PathNode {
  return isObject(argument as Json) && Array.isArray((argument as PathNode).steps);
}

/** Compiles a path used inside another; `current` is what `@` stands for. */
function compileSubPath(node: PathNode): StepsReader {
  const reader = compileSteps(node);
  return (current, scope) => reader(node.root === "current" ? current : rootOf(node, scope), scope);
}

function readDefinite(steps: readonly PathStep[], root: Json): Json {
  let value = root;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!;
    if (step.kind === "member") {
      value = readMember(value, step.name, steps, i);
    } else if (step.kind === "index") {
      value = readIndex(value, step.index, steps, i);
    } else if (step.kind === "members") {
      value = readMembers(value, step.names, steps, i);
    }
  }
  return value;
}

function readMember(value: Json, name: string, steps: readonly PathStep[], position: number): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value) || isExactNumber(value)) {
    throw new PathFailure(
      `Expected to find an object with property ['${name}'] in path ${pathText(steps, position)} but found ` +
        `'${javaClass(value)}'. This is not a json object according to the JsonProvider: ` +
        `'com.jayway.jsonpath.spi.json.JacksonJsonProvider'.`,
    );
  }
  if (!Object.hasOwn(value, name)) {
    const path = pathText(steps, position + 1);
    throw new PathFailure(
      position === steps.length - 1 ? `No results for path: ${path}` : `Missing property in path ${path}`,
    );
  }
  return value[name]!;
}

function readIndex(value: Json, index: number, steps: readonly PathStep[], position: number): Json {
  if (!Array.isArray(value)) {
    throw new PathFailure(
      value === null
        ? `The path ${pathText(steps, position)} is null`
        : `Filter: [${index}] can only be applied to arrays. Current context is: ${JSON.stringify(value)}`,
    );
  }
  const item = value.at(index);
  if (item === undefined) {
    throw new PathFailure(`No results for path: ${pathText(steps, position + 1)}`);
  }
  return item;
}

function readMembers(value: Json, names: readonly string[], steps: readonly PathStep[], position: number): Json {
  const merged: Record<string, Json> = {};
  for (const name of names) {
    if (isObject(value) && Object.hasOwn(value, name)) {
      merged[name] = value[name]!;
    } else if (!isObject(value)) {
      readMember(value, name, steps, position);
    }
  }
  return merged;
}

function pathText(steps: readonly PathStep[], end: number): string {
  let text = "$";
  for (const step of steps.slice(0, end)) {
    if (step.kind === "member") {
      text += `['${step.name}']`;
    } else if (step.kind === "index") {
      text += `[${step.index}]`;
    } else if (step.kind === "members") {
      text += `[${step.names.map((name) => `'${name}'`).join(",")}]`;
    }
  }
  return text;
}

function javaClass(value: Json): string {
  if (value === null) {
    return "null";
  }
  if (Array.isArray(value)) {
    return "java.util.ArrayList";
  }
  if (typeof value === "string") {
    return "java.lang.String";
  }
  if (typeof value === "boolean") {
    return "java.lang.Boolean";
  }
  return typeof value === "number" && Number.isInteger(value) ? "java.lang.Integer" : "java.lang.Double";
}

function compileStep(step: PathStep): Selector {
  switch (step.kind) {
    case "member":
      return { kind: "names", names: [step.name] };
    case "members":
      return { kind: "names", names: step.names };
    case "index":
      return { kind: "indexes", indexes: [step.index] };
    case "indexes":
      return { kind: "indexes", indexes: step.indexes };
    case "filter":
      return { kind: "filter", test: compileFilter(step.predicate, compileSubPath) satisfies FilterTest };
    case "function":
      return { kind: "call", call: (value) => callPathFunction(step.name, value, []) };
    default:
      return step;
  }
}
