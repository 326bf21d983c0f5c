import { PathFailure } from "../errors.ts";
import { compareNumbers, isNumber, isObject, type Json, jsonEquals } from "../json/value.ts";
import type { FilterNode, FilterOperand, PathNode } from "./ast.ts";
import type { Scope } from "./scope.ts";

/** Whether a value passes a filter. */
export type FilterTest = (value: Json, scope: Scope) => boolean;

type SubPathCompiler = (path: PathNode) => (current: Json, scope: Scope) => Json;
/** An operand's value; undefined where a path leads to nothing. */
type OperandReader = (current: Json, scope: Scope) => Json | RegExp | undefined;

/** Compiles the condition of a filter. */
export function compileFilter(node: FilterNode, compileSubPath: SubPathCompiler): FilterTest {
  switch (node.kind) {
    case "or": {
      const [left, right] = [compileFilter(node.left, compileSubPath), compileFilter(node.right, compileSubPath)];
      return (value, scope) => left(value, scope) || right(value, scope);
    }
    case "and": {
      const [left, right] = [compileFilter(node.left, compileSubPath), compileFilter(node.right, compileSubPath)];
      return (value, scope) => left(value, scope) && right(value, scope);
    }
    case "not": {
      const operand = compileFilter(node.operand, compileSubPath);
      return (value, scope) => !operand(value, scope);
    }
    case "exists": {
      const read = compileOperand({ kind: "path", path: node.path }, compileSubPath);
      return (value, scope) => read(value, scope) !== undefined;
    }
    case "compare": {
      const left = compileOperand(node.left, compileSubPath);
      const right = compileOperand(node.right, compileSubPath);
      const compare = COMPARISONS.get(node.operator)!;
      return (value, scope) => compare(left(value, scope), right(value, scope));
    }
  }
}

function compileOperand(operand: FilterOperand, compileSubPath: SubPathCompiler): OperandReader {
  if (operand.kind === "literal") {
    return () => operand.value;
  }
  if (operand.kind === "pattern") {
    return () => operand.pattern;
  }
  const read = compileSubPath(operand.path);
  return (current, scope) => {
    try {
      return read(current, scope);
    } catch (error) {
      if (error instanceof PathFailure) {
        return undefined;
      }
      throw error;
    }
  };
}

type Operand = Json | RegExp | undefined;
type Comparison = (left: Operand, right: Operand) => boolean;

const COMPARISONS: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ["==", equal],
  ["===", (left, right) => typeof left === typeof right && equal(left, right)],
  ["!=", (left, right) => !equal(left, right)],
  ["!==", (left, right) => typeof left !== typeof right || !equal(left, right)],
  ["<", (left, right) => ordered(left, right, (order) => order < 0)],
  ["<=", (left, right) => ordered(left, right, (order) => order <= 0)],
  [">", (left, right) => ordered(left, right, (order) => order > 0)],
  [">=", (left, right) => ordered(left, right, (order) => order >= 0)],
  ["=~", matches],
  ["in", (left, right) => isIn(left, right)],
  ["nin", (left, right) => !isIn(left, right)],
  ["subsetof", (left, right) => list(left).every((item) => isIn(item, right))],
  ["anyof", (left, right) => list(left).some((item) => isIn(item, right))],
  ["noneof", (left, right) => !list(left).some((item) => isIn(item, right))],
  ["all", (left, right) => list(right).every((item) => isIn(item, left))],
  ["contains", (left, right) => contains(left, right)],
  ["size", (left, right) => typeof right === "number" && sizeOf(left) === right],
  ["empty", (left, right) => typeof right === "boolean" && (sizeOf(left) === 0) === right],
]);

function equal(left: Operand, right: Operand): boolean {
  if (left === undefined || right === undefined) {
    return left === right;
  }
  if (left instanceof RegExp || right instanceof RegExp) {
    return false;
  }
  return jsonEquals(left, right);
}

function ordered(left: Operand, right: Operand, accepts: (order: number) => boolean): boolean {
  if (typeof left === "string" && typeof right === "string") {
    return accepts(left < right ? -1 : left > right ? 1 : 0);
  }
  const [a, b] = [left as Json | undefined, right as Json | undefined];
  return isNumber(a) && isNumber(b) && accepts(compareNumbers(a, b));
}

function matches(left: Operand, right: Operand): boolean {
  const [pattern, value] = left instanceof RegExp ? [left, right] : [right, left];
  if (!(pattern instanceof RegExp)) {
    return false;
  }
  const texts = Array.isArray(value) ? value : [value];
  return texts.some((text) => typeof text === "string" && pattern.test(text));
}

function isIn(left: Operand, right: Operand): boolean {
  return list(right).some((item) => equal(left, item));
}

function list(value: Operand): Json[] {
  return Array.isArray(value) ? value : [];
}

function contains(left: Operand, right: Operand): boolean {
  if (typeof left === "string") {
    return typeof right === "string" && left.includes(right);
  }
  return isIn(right, left);
}

function sizeOf(value: Operand): number | undefined {
  if (typeof value === "string" || Array.isArray(value)) {
    return value.length;
  }
  return value !== undefined && !(value instanceof RegExp) && isObject(value) ? Object.keys(value).length : undefined;
}
