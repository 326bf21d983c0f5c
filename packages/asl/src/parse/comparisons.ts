import { compareNumbers, isNumber, type Json } from "../json/value.ts";
import { compareInstants, parseTimestamp } from "../timestamp.ts";

/** Whether a variable's value passes a comparison with an operand. */
export type Comparison = (value: Json, operand: Json) => boolean;

/** The kind of operand a comparison takes. */
export type OperandKind = "String" | "Number" | "Boolean" | "Timestamp";

/** A comparison operator of Choice rules. */
export interface ComparisonOperator {
  operand: OperandKind;
  compare: Comparison;
  /** Whether there is a variant whose operand is a path, called `<operator>Path`. */
  withPath: boolean;
}

type Order = (order: number) => boolean;

const ORDERS: Readonly<Record<string, Order>> = {
  Equals: (order) => order === 0,
  LessThan: (order) => order < 0,
  LessThanEquals: (order) => order <= 0,
  GreaterThan: (order) => order > 0,
  GreaterThanEquals: (order) => order >= 0,
};

/** All comparison operators by name. */
export const COMPARISONS: ReadonlyMap<string, ComparisonOperator> = new Map([
  ...ordered("String", compareTexts),
  ...ordered("Numeric", compareNumeric),
  ...ordered("Timestamp", compareTimestamps),
  ["BooleanEquals", { operand: "Boolean", compare: equalBooleans, withPath: true }],
  ["StringMatches", { operand: "String", compare: matchesWildcards, withPath: false }],
  ...typeTest("IsNull", (value) => value === null),
  ...typeTest("IsString", (value) => typeof value === "string"),
  ...typeTest("IsNumeric", (value) => isNumber(value)),
  ...typeTest("IsBoolean", (value) => typeof value === "boolean"),
  ...typeTest("IsTimestamp", (value) => typeof value === "string" && parseTimestamp(value) !== undefined),
]);

function ordered(
  family: "String" | "Numeric" | "Timestamp",
  compareValues: (left: Json, right: Json) => number | undefined,
): [string, ComparisonOperator][] {
  return Object.entries(ORDERS).map(([suffix, accepts]) => [
    family + suffix,
    {
      operand: family === "Numeric" ? "Number" : family,
      withPath: true,
      compare: (value, operand) => {
        const order = compareValues(value, operand);
        return order !== undefined && accepts(order);
      },
    },
  ]);
}

function typeTest(name: string, test: (value: Json) => boolean): [string, ComparisonOperator][] {
  return [[name, { operand: "Boolean", withPath: false, compare: (value, operand) => test(value) === operand }]];
}

function compareTexts(left: Json, right: Json): number | undefined {
  if (typeof left !== "string" || typeof right !== "string") {
    return undefined;
  }
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareNumeric(left: Json, right: Json): number | undefined {
  return isNumber(left) && isNumber(right) ? compareNumbers(left, right) : undefined;
}

function compareTimestamps(left: Json, right: Json): number | undefined {
  const a = typeof left === "string" ? parseTimestamp(left) : undefined;
  const b = typeof right === "string" ? parseTimestamp(right) : undefined;
  return a === undefined || b === undefined ? undefined : compareInstants(a, b);
}

function equalBooleans(value: Json, operand: Json): boolean {
  return typeof value === "boolean" && value === operand;
}

/** `*` stands for any characters; `\\*` for an asterisk. */
function matchesWildcards(value: Json, pattern: Json): boolean {
  return typeof value === "string" && typeof pattern === "string" && wildcardMatch(wildcardTokens(pattern), value);
}

function wildcardTokens(pattern: string): (string | null)[] {
  const tokens: (string | null)[] = [];
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] === "\\" && (pattern[i + 1] === "*" || pattern[i + 1] === "\\")) {
      tokens.push(pattern[++i]!);
    } else {
      tokens.push(pattern[i] === "*" ? null : pattern[i]!);
    }
  }
  return tokens;
}

function wildcardMatch(tokens: readonly (string | null)[], text: string): boolean {
  let [position, token, star, mark] = [0, 0, -1, 0];
  while (position < text.length) {
    if (token < tokens.length && tokens[token] === null) {
      star = token++;
      mark = position;
    } else if (token < tokens.length && tokens[token] === text[position]) {
      token++;
      position++;
    } else if (star >= 0) {
      token = star + 1;
      position = ++mark;
    } else {
      return false;
    }
  }
  return tokens.slice(token).every((rest) => rest === null);
}
