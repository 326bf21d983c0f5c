import { validationError } from "../errors.ts";
import type { AttributeValue } from "../values/attribute-value.ts";
import type { CompiledCondition } from "./condition-compiler.ts";
import type { AttributeNames, AttributeValues } from "./scope.ts";
import type { Comparator, ConditionNode, FunctionNode, OperandNode, PathNode, SimpleConditionNode } from "./syntax.ts";

/** What a key condition can say of a key attribute. */
export type KeyOperator = "=" | "<" | "<=" | ">" | ">=" | "between" | "begins_with";

/** What a query wants of one key attribute; `values` are one, or two for `between`. */
export interface KeyCondition {
  readonly attribute: string;
  readonly operator: KeyOperator;
  readonly values: readonly AttributeValue[];
}

const mirrored: Readonly<Record<string, Comparator>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=" };
const unindexable: ReadonlySet<string> = new Set([
  "attribute_exists",
  "attribute_not_exists",
  "attribute_type",
  "contains",
]);

/** Takes a key condition apart into its conditions on attributes; throws AWS's errors for what no key condition is. */
export function readKeyConditions(
  condition: CompiledCondition,
  names: AttributeNames,
  values: AttributeValues,
): readonly KeyCondition[] {
  const found: KeyCondition[] = [];
  for (const part of conjunction(condition.root)) {
    const read = readCondition(part, names, values);
    if (found.some(({ attribute }) => attribute === read.attribute)) {
      throw validationError("KeyConditionExpressions must only contain one condition per key");
    }
    found.push(read);
  }
  return found;
}

function* conjunction(node: ConditionNode): Generator<SimpleConditionNode> {
  switch (node.kind) {
    case "and":
      yield* conjunction(node.left);
      yield* conjunction(node.right);
      return;
    case "or":
    case "not":
    case "in":
      throw invalidOperator(node.kind.toUpperCase());
    case "comparison":
      if (node.comparator === "<>") throw invalidOperator("<>");
      yield node;
      return;
    case "function":
      if (unindexable.has(node.name)) throw invalidOperator(node.name);
      yield node;
      return;
    default:
      yield node;
  }
}

function readCondition(node: SimpleConditionNode, names: AttributeNames, values: AttributeValues): KeyCondition {
  const operands = operandsOf(node);
  if (operands.some(({ kind }) => kind === "function")) {
    throw validationError("KeyConditionExpressions cannot contain nested operations");
  }
  const [first] = operands;
  if ((node.kind === "between" || node.kind === "function") && first?.kind !== "path") {
    const operator = node.kind === "between" ? "BETWEEN" : (node as FunctionNode).name;
    throw validationError(
      `Invalid condition in KeyConditionExpression: ${operator} operator must have the key attribute as its first operand`,
    );
  }
  const attribute = soleAttribute(operands, names);
  const others = operands.filter((operand) => operand.kind !== "path").map((operand) => constant(operand, values));
  if (node.kind === "between") return { attribute, operator: "between", values: others };
  if (node.kind !== "comparison") return { attribute, operator: "begins_with", values: others };
  const comparator = first?.kind === "path" ? node.comparator : mirrored[node.comparator]!;
  return { attribute, operator: comparator as KeyOperator, values: others };
}

function operandsOf(node: SimpleConditionNode): readonly OperandNode[] {
  switch (node.kind) {
    case "comparison":
      return [node.left, node.right];
    case "between":
      return [node.operand, node.lower, node.upper];
    case "function":
      return node.operands;
    case "in":
      return [node.operand, ...node.candidates];
  }
}

function soleAttribute(operands: readonly OperandNode[], names: AttributeNames): string {
  const paths = operands.filter((operand): operand is PathNode => operand.kind === "path");
  const [path] = paths;
  if (!path) throw validationError("Invalid condition in KeyConditionExpression: No key attribute specified");
  if (paths.length > 1) {
    throw validationError(
      "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition",
    );
  }
  if (path.steps.length > 1) {
    throw validationError("KeyConditionExpressions cannot have conditions on nested attributes");
  }
  const [step] = path.steps;
  if (!step || "index" in step) {
    throw validationError("KeyConditionExpressions cannot have conditions on nested attributes");
  }
  return "name" in step ? step.name : names[step.placeholder]!;
}

function constant(operand: OperandNode, values: AttributeValues): AttributeValue {
  return operand.kind === "literal" ? operand.value : values[(operand as { readonly name: string }).name]!;
}

function invalidOperator(operator: string): Error {
  return validationError(`Invalid operator used in KeyConditionExpression: ${operator}`);
}
