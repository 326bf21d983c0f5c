import { PathFailure, StateFailure } from "../errors.ts";
import { isNumber, isObject, type Json } from "../json/value.ts";
import type { CompiledPath } from "../paths/compile-path.ts";
import type { Scope } from "../paths/scope.ts";
import { parseTimestamp } from "../timestamp.ts";
import { COMPARISONS, type ComparisonOperator, type OperandKind } from "./comparisons.ts";
import type { ExpressionCompiler } from "./compiler.ts";
import type { Findings } from "./diagnostics.ts";
import { Fields } from "./fields.ts";

/** Whether a choice rule matches. */
export type Condition = (scope: Scope) => boolean;

/** Compiles the conditions of Choice rules. */
export class ChoiceRuleCompiler {
  private readonly compiler: ExpressionCompiler;
  private readonly findings: Findings;

  constructor(compiler: ExpressionCompiler, findings: Findings) {
    this.compiler = compiler;
    this.findings = findings;
  }

  /** Compiles one rule's condition; `extra` are the other fields it may have (`Next`, `Assign`). */
  compile(rule: Fields, extra: readonly string[]): Condition {
    const combinator = ["And", "Or", "Not"].find((name) => rule.has(name));
    if (combinator !== undefined) {
      rule.allow(new Set([combinator, "Comment", ...extra]));
      return combinator === "Not" ? this.compileNot(rule) : this.compileCombination(rule, combinator);
    }
    return this.compileComparison(rule, extra);
  }

  private compileNot(rule: Fields): Condition {
    const inner = rule.fields("Not");
    const condition = inner === undefined ? () => false : this.compile(inner, []);
    return (scope) => !condition(scope);
  }

  private compileCombination(rule: Fields, combinator: string): Condition {
    const list = rule.list(combinator) ?? [];
    if (list.length === 0) {
      this.findings.schema("Value cannot be empty", rule.at(combinator));
    }
    const conditions = list.map((inner, index) => this.compileInner(inner, `${rule.at(combinator)}[${index}]`));
    return combinator === "And"
      ? (scope) => conditions.every((condition) => condition(scope))
      : (scope) => conditions.some((condition) => condition(scope));
  }

  private compileInner(inner: Json, location: string): Condition {
    if (!isObject(inner)) {
      this.findings.schema("Expected value of type Object", location);
      return () => false;
    }
    return this.compile(new Fields(inner, location, this.findings), []);
  }

  private compileComparison(rule: Fields, extra: readonly string[]): Condition {
    const known = new Set(["Variable", "Comment", ...extra]);
    const operators = Object.keys(rule.object).filter((name) => !known.has(name));
    if (operators.length !== 1 || !isOperator(operators[0]!)) {
      this.findings.schema("A choice rule must have exactly one comparison operator", rule.location);
      return () => false;
    }
    if (!rule.require("Variable")) {
      return () => false;
    }
    const variable = this.variablePath(rule, "Variable");
    const name = operators[0]!;
    if (variable === undefined) {
      return () => false;
    }
    if (name === "IsPresent") {
      const expected = rule.boolean(name);
      return (scope) => variable.isPresent(scope) === expected;
    }
    return this.compileOperator(rule, name, variable);
  }

  private compileOperator(rule: Fields, name: string, variable: CompiledPath): Condition {
    const literal = COMPARISONS.get(name);
    if (literal !== undefined) {
      const operand = this.operand(rule, name, literal.operand);
      return (scope) => literal.compare(readValue(variable, scope), operand);
    }
    const operator = COMPARISONS.get(name.slice(0, -"Path".length)) as ComparisonOperator;
    const path = this.variablePath(rule, name);
    return path === undefined
      ? () => false
      : (scope) => operator.compare(readValue(variable, scope), readValue(path, scope));
  }

  private variablePath(rule: Fields, name: string): CompiledPath | undefined {
    const text = rule.text(name);
    const path = text === undefined ? undefined : this.compiler.path(text);
    if (text !== undefined && path === undefined) {
      this.findings.schema("Value is not a valid JSONPath", rule.at(name));
    }
    return path;
  }

  private operand(rule: Fields, name: string, kind: OperandKind): Json {
    const value = rule.get(name)!;
    if (kind === "Timestamp" && typeof value === "string") {
      if (parseTimestamp(value) === undefined) {
        this.findings.schema("String does not match RFC3339 timestamp", rule.at(name));
      }
    } else if (!hasKind(value, kind)) {
      this.findings.schema(`Expected value of type ${kind === "Timestamp" ? "String" : kind}`, rule.at(name));
    }
    return value;
  }
}

function isOperator(name: string): boolean {
  return (
    name === "IsPresent" ||
    COMPARISONS.has(name) ||
    (name.endsWith("Path") && COMPARISONS.get(name.slice(0, -"Path".length))?.withPath === true)
  );
}

function hasKind(value: Json, kind: OperandKind): boolean {
  switch (kind) {
    case "Number":
      return isNumber(value);
    case "Boolean":
      return typeof value === "boolean";
    default:
      return typeof value === "string";
  }
}

function readValue(path: CompiledPath, scope: Scope): Json {
  try {
    return path.read(scope);
  } catch (error) {
    if (error instanceof PathFailure) {
      throw new StateFailure(
        "States.Runtime",
        `Invalid path '${path.text}': The choice state's condition path references an invalid value.`,
      );
    }
    throw error;
  }
}
