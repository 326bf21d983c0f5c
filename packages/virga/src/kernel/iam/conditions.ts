import { conditionOperators } from "./condition-operators.ts";
import { type ConditionContext, compilePolicyText, type PolicyText } from "./policy-variables.ts";
import { unmarkWildcards } from "./wildcard-pattern.ts";

/** Whether a statement's condition holds in a context. */
export type Condition = (context: ConditionContext) => boolean;

/** `Condition` of a statement: values by key by operator, each a list. */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

interface OperatorName {
  readonly operator: string;
  readonly set: "all" | "any" | undefined;
  readonly ifExists: boolean;
}

function parseOperatorName(name: string): OperatorName {
  const lower = name.toLowerCase();
  const [, prefix, operator = "", suffix] = /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/s.exec(lower) ?? [];
  const set = prefix === undefined ? undefined : prefix === "forallvalues" ? "all" : "any";
  return { operator, set, ifExists: suffix !== undefined };
}

/** Whether Virga, like AWS, knows a condition operator; names are compared without regard to case. */
export function isConditionOperator(name: string): boolean {
  const { operator, ifExists } = parseOperatorName(name);
  return conditionOperators.has(operator) || (operator === "null" && !ifExists);
}

/** Compiles a statement's `Condition`: all operators and all keys must hold. Unknown operators must be refused before. */
export function compileConditions(block: ConditionBlock, hasVariables: boolean): Condition | undefined {
  const conditions = Object.entries(block).flatMap(([name, keys]) => {
    const operator = parseOperatorName(name);
    return Object.entries(keys).map(([key, values]) => compileKey(operator, key.toLowerCase(), values, hasVariables));
  });
  if (conditions.length === 0) return undefined;
  return (context) => conditions.every((condition) => condition(context));
}

function compileKey(name: OperatorName, key: string, values: readonly string[], hasVariables: boolean): Condition {
  if (name.operator === "null") {
    const mustBeAbsent = values.some((value) => value.toLowerCase() === "true");
    return (context) => ((context.get(key)?.length ?? 0) === 0) === mustBeAbsent;
  }
  const operator = conditionOperators.get(name.operator);
  if (!operator) return () => false;
  const { negated } = operator;
  const expected = values.map((value) =>
    compileExpected(compilePolicyText(value, hasVariables), operator.wildcards, operator.test),
  );
  const holds = (value: string, context: ConditionContext) => expected.some((test) => test(value, context)) !== negated;
  return (context) => {
    const actual = context.get(key) ?? [];
    if (actual.length === 0) return name.ifExists || (name.set === undefined ? negated : name.set === "all");
    if (name.set === "all" || (name.set === undefined && negated))
      return actual.every((value) => holds(value, context));
    return actual.some((value) => holds(value, context));
  };
}

function compileExpected(
  text: PolicyText,
  wildcards: boolean,
  compile: (expected: string) => (actual: string) => boolean,
): (actual: string, context: ConditionContext) => boolean {
  const prepare = (resolved: string) => compile(wildcards ? resolved : unmarkWildcards(resolved));
  if (text.constant !== undefined) return prepare(text.constant);
  return (actual, context) => {
    const resolved = text.resolve(context);
    return resolved !== undefined && prepare(resolved)(actual);
  };
}
