import type { AttributeMap, AttributeType, AttributeValue } from "../values/attribute-value.ts";
import { typeOf } from "../values/attribute-value.ts";
import { beginsWith, compareValues, containsValue, equalValues, measure } from "../values/comparison.ts";
import { describePath, samePath } from "./document-path.ts";
import {
  type AttributeNames,
  type AttributeValues,
  type Check,
  compileLiteral,
  isFunction,
  type Operand,
  Scope,
  walkOperands,
} from "./scope.ts";
import type {
  Comparator,
  ConditionNode,
  ConditionSyntax,
  ExpressionKind,
  FunctionNode,
  OperandNode,
  SimpleConditionNode,
} from "./syntax.ts";

type Predicate = (item: AttributeMap, values: AttributeValues) => boolean;

/** A condition, ready to be tried on items. */
export interface CompiledCondition {
  readonly root: ConditionNode;
  readonly scope: Scope;
  /** Throws if the condition can't be used with these values. */
  check(values: AttributeValues): void;
  holds: Predicate;
}

const operandCounts: Readonly<Record<string, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
};
const mostCandidates = 100;
const attributeTypes: readonly string[] = ["B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M"];
const orderedTypes: ReadonlySet<string> = new Set(["S", "N", "B"]);
const unmeasured: ReadonlySet<string> = new Set(["N", "BOOL", "NULL"]);

/**
 * Compiles a condition. What is wrong about the expression itself is thrown here; what depends on the values of a
 * request is found by `check`. Errors come in DynamoDB's order, whatever the order in the expression.
 */
export function compileCondition(
  kind: ExpressionKind,
  syntax: ConditionSyntax,
  names: AttributeNames,
): CompiledCondition {
  const scope = new Scope(kind, names);
  if (syntax.redundantParentheses) throw scope.error("The expression has redundant parentheses;");
  const simple = Array.from(simpleConditions(syntax.root, scope));
  const operands = simple.flatMap((condition) => Array.from(walkOperands(operandsOf(condition))));
  const functions = [...simple, ...operands].filter((node): node is FunctionNode => node.kind === "function");
  for (const { name } of functions) {
    if (!Object.hasOwn(operandCounts, name)) throw scope.error(`Invalid function name; function: ${name}`);
  }
  checkFunctionPlaces(simple, scope);
  for (const operand of operands) if (operand.kind === "path") scope.checkPath(operand);
  const compiler = new ConditionCompiler(scope);
  const holds = compiler.compile(syntax.root);
  const { checks } = compiler;
  const check = (values: AttributeValues) => {
    for (const one of checks) {
      const problem = one(values);
      if (problem) throw scope.error(problem);
    }
  };
  return { root: syntax.root, scope, check, holds };
}

function* simpleConditions(node: ConditionNode, scope: Scope): Generator<SimpleConditionNode> {
  scope.countOperator();
  switch (node.kind) {
    case "and":
    case "or":
      yield* simpleConditions(node.left, scope);
      yield* simpleConditions(node.right, scope);
      return;
    case "not":
      yield* simpleConditions(node.condition, scope);
      return;
    default:
      yield node;
  }
}

function operandsOf(node: SimpleConditionNode): readonly OperandNode[] {
  switch (node.kind) {
    case "comparison":
      return [node.left, node.right];
    case "between":
      return [node.operand, node.lower, node.upper];
    case "in":
      return [node.operand, ...node.candidates];
    case "function":
      return node.operands;
  }
}

/** `size` gives a number and is no condition; all others are conditions and give nothing. */
function checkFunctionPlaces(simple: readonly SimpleConditionNode[], scope: Scope): void {
  for (const condition of simple) {
    const misused = Array.from(walkOperands(operandsOf(condition))).find(
      (operand) => isFunction(operand) && operand.name !== "size",
    );
    const culprit = misused ?? (condition.kind === "function" && condition.name === "size" ? condition : undefined);
    if (culprit && isFunctionNode(culprit)) {
      throw scope.error(`The function is not allowed to be used this way in an expression; function: ${culprit.name}`);
    }
  }
}

function isFunctionNode(node: OperandNode | SimpleConditionNode): node is FunctionNode {
  return node.kind === "function";
}

class ConditionCompiler {
  readonly checks: Check[] = [];
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  compile(node: ConditionNode): Predicate {
    switch (node.kind) {
      case "and": {
        const left = this.compile(node.left);
        const right = this.compile(node.right);
        return (item, values) => left(item, values) && right(item, values);
      }
      case "or": {
        const left = this.compile(node.left);
        const right = this.compile(node.right);
        return (item, values) => left(item, values) || right(item, values);
      }
      case "not": {
        const condition = this.compile(node.condition);
        return (item, values) => !condition(item, values);
      }
      default:
        return this.#compileSimple(node);
    }
  }

  #compileSimple(node: SimpleConditionNode): Predicate {
    const operands = operandsOf(node).map((operand) => this.#compileOperand(operand));
    const [first, second, third] = operands as [Operand, Operand, Operand];
    switch (node.kind) {
      case "comparison":
        this.#checkDistinct(node.comparator, operands);
        return this.#compileComparison(node.comparator, first, second);
      case "between":
        this.checks.push((values) => boundsProblem(second, third, values));
        return (item, values) =>
          isBetween(first.evaluate(item, values), second.evaluate(item, values), third.evaluate(item, values));
      case "in":
        return this.#compileIn(first, operands.slice(1));
      case "function":
        return this.#compileFunction(node.name, operands);
    }
  }

  #compileOperand(node: OperandNode): Operand {
    switch (node.kind) {
      case "path":
        return this.#scope.compilePath(node, this.checks);
      case "value":
        return this.#scope.compileValue(node.name, this.checks);
      case "literal":
        return compileLiteral(node.value);
      case "function":
        return this.#compileSize(node);
    }
  }

  #compileSize(node: FunctionNode): Operand {
    const operands = node.operands.map((operand) => this.#compileOperand(operand));
    this.#checkOperandCount("size", operands);
    const measured = operands[0]!;
    this.checks.push((values) => {
      const type = measured.typeWith(values);
      return type && unmeasured.has(type) ? wrongOperand("size", type) : undefined;
    });
    return {
      evaluate: (item, values) => {
        const value = measured.evaluate(item, values);
        const size = value && measure(value);
        return size === undefined ? undefined : { N: String(size) };
      },
      typeWith: () => "N",
      constantWith: () => undefined,
    };
  }

  #compileComparison(comparator: Comparator, left: Operand, right: Operand): Predicate {
    if (comparator === "=" || comparator === "<>") {
      const equal: Predicate = (item, values) => {
        const leftValue = left.evaluate(item, values);
        const rightValue = right.evaluate(item, values);
        return leftValue !== undefined && rightValue !== undefined && equalValues(leftValue, rightValue);
      };
      return comparator === "=" ? equal : (item, values) => !equal(item, values);
    }
    this.checks.push((values) => unorderedProblem(comparator, [left, right], values));
    const test = orderTests[comparator];
    return (item, values) => {
      const leftValue = left.evaluate(item, values);
      const rightValue = right.evaluate(item, values);
      const order = leftValue && rightValue && compareValues(leftValue, rightValue);
      return order !== undefined && test(order);
    };
  }

  #compileIn(operand: Operand, candidates: readonly Operand[]): Predicate {
    if (candidates.length > mostCandidates) {
      const count = candidates.length;
      this.checks.push(() => `The IN operator is provided with too many operands; number of operands: ${count}`);
    }
    return (item, values) => {
      const value = operand.evaluate(item, values);
      if (!value) return false;
      return candidates.some((candidate) => {
        const other = candidate.evaluate(item, values);
        return other !== undefined && equalValues(value, other);
      });
    };
  }

  #compileFunction(name: string, operands: readonly Operand[]): Predicate {
    this.#checkOperandCount(name, operands);
    this.#checkDistinct(name, operands);
    const [first, second] = operands as [Operand, Operand];
    switch (name) {
      case "attribute_exists":
        this.#requirePath(name, first);
        return (item, values) => first.evaluate(item, values) !== undefined;
      case "attribute_not_exists":
        this.#requirePath(name, first);
        return (item, values) => first.evaluate(item, values) === undefined;
      case "attribute_type":
        this.checks.push((values) => typeNameProblem(second, values));
        return (item, values) => {
          const value = first.evaluate(item, values);
          return value !== undefined && typeOf(value) === second.evaluate(item, values)?.S;
        };
      case "begins_with":
        this.checks.push((values) => startProblem(operands, values));
        return whenBoth(first, second, beginsWith);
      default:
        return whenBoth(first, second, containsValue);
    }
  }

  #requirePath(name: string, operand: Operand): void {
    if (operand.path) return;
    this.checks.push(() => `Operator or function requires a document path; operator or function: ${name}`);
  }

  #checkOperandCount(name: string, operands: readonly Operand[]): void {
    if (operands.length === operandCounts[name]) return;
    const message =
      "Incorrect number of operands for operator or function; " +
      `operator or function: ${name}, number of operands: ${operands.length}`;
    this.checks.push(() => message);
  }

  #checkDistinct(name: string, [first, second]: readonly Operand[]): void {
    if (!first?.path || !second?.path || !samePath(first.path, second.path)) return;
    const message =
      "The first operand must be distinct from the remaining operands for this operator or function; " +
      `operator: ${name}, first operand: ${describePath(first.path)}`;
    this.checks.push(() => message);
  }
}

const orderTests: Readonly<Record<"<" | "<=" | ">" | ">=", (order: number) => boolean>> = {
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

function whenBoth(
  left: Operand,
  right: Operand,
  test: (left: AttributeValue, right: AttributeValue) => boolean,
): Predicate {
  return (item, values) => {
    const leftValue = left.evaluate(item, values);
    const rightValue = right.evaluate(item, values);
    return leftValue !== undefined && rightValue !== undefined && test(leftValue, rightValue);
  };
}

function isBetween(value?: AttributeValue, lower?: AttributeValue, upper?: AttributeValue): boolean {
  if (!value || !lower || !upper) return false;
  const fromLower = compareValues(value, lower);
  const fromUpper = compareValues(value, upper);
  return fromLower !== undefined && fromUpper !== undefined && fromLower >= 0 && fromUpper <= 0;
}

function wrongOperand(name: string, type: string): string {
  return `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`;
}

function unorderedProblem(
  comparator: string,
  operands: readonly Operand[],
  values: AttributeValues,
): string | undefined {
  for (const operand of operands) {
    const type = operand.typeWith(values);
    if (type && !orderedTypes.has(type)) return wrongOperand(comparator, type);
  }
  return undefined;
}

function startProblem(operands: readonly Operand[], values: AttributeValues): string | undefined {
  const wrong = operands
    .map((operand) => operand.typeWith(values))
    .find((type) => type && type !== "S" && type !== "B");
  return wrong && wrongOperand("begins_with", wrong);
}

function typeNameProblem(operand: Operand, values: AttributeValues): string | undefined {
  const type: AttributeType | undefined = operand.typeWith(values);
  if (type !== "S") return wrongOperand("attribute_type", type ?? "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}");
  const name = operand.constantWith(values)?.S ?? "";
  if (attributeTypes.includes(name)) return undefined;
  return `Invalid attribute type name found; type: ${name}, valid types: {${attributeTypes.join(",")}}`;
}

function boundsProblem(lower: Operand, upper: Operand, values: AttributeValues): string | undefined {
  const lowerValue = lower.constantWith(values);
  const upperValue = upper.constantWith(values);
  if (!lowerValue || !upperValue) return unorderedProblem("BETWEEN", [lower, upper], values);
  const bounds = `lower bound operand: AttributeValue: ${describeValue(lowerValue)}, upper bound operand: AttributeValue: ${describeValue(upperValue)}`;
  if (typeOf(lowerValue) !== typeOf(upperValue)) {
    return `The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`;
  }
  const order = compareValues(lowerValue, upperValue);
  if (order === undefined) return unorderedProblem("BETWEEN", [lower, upper], values);
  if (order <= 0) return undefined;
  return `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`;
}

function describeValue(value: AttributeValue): string {
  const type = typeOf(value);
  return `{${type}:${String(value[type])}}`;
}
