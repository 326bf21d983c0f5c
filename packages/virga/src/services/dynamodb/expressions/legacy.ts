import { invalidParameters, validationError } from "../errors.ts";
import { AttributeReader, type AttributeType, type AttributeValue, typeOf } from "../values/attribute-value.ts";
import { compareValues } from "../values/comparison.ts";
import { readWireBoolean } from "../values/wire-types.ts";
import { type CompiledCondition, compileCondition } from "./condition-compiler.ts";
import type { KeyCondition, KeyOperator } from "./key-condition.ts";
import { type CompiledProjection, compileProjectionPaths } from "./projection.ts";
import type { ConditionNode, LiteralNode, PathNode, UpdateAction } from "./syntax.ts";
import { type CompiledUpdate, compileUpdate } from "./update-compiler.ts";

/**
 * The parameters that expressions have replaced. They are turned into the same trees, so that they mean the same.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html
 */
export interface LegacyCondition {
  readonly ComparisonOperator?: string;
  readonly AttributeValueList?: readonly unknown[];
  readonly Value?: unknown;
  readonly Exists?: unknown;
}

/** Conditions by attribute: `Expected`, `KeyConditions`, `QueryFilter` or `ScanFilter`. */
export type LegacyConditions = Readonly<Record<string, LegacyCondition>>;

/** A condition on one attribute, read and checked. */
interface ReadCondition {
  readonly attribute: string;
  readonly operator: string;
  readonly values: readonly AttributeValue[];
}

const operandCounts: Readonly<Record<string, readonly [least: number, most: number]>> = {
  NULL: [0, 0],
  NOT_NULL: [0, 0],
  BETWEEN: [2, 2],
  IN: [1, 100],
};
const scalars: readonly AttributeType[] = ["S", "N", "B"];
const comparable: readonly AttributeType[] = ["S", "N", "B", "SS", "NS", "BS", "L", "M", "BOOL", "NULL"];
const operandTypes: Readonly<Record<string, readonly AttributeType[]>> = {
  EQ: comparable,
  NE: comparable,
  LE: scalars,
  LT: scalars,
  GE: scalars,
  GT: scalars,
  CONTAINS: scalars,
  NOT_CONTAINS: scalars,
  BEGINS_WITH: ["S", "B"],
  IN: scalars,
  BETWEEN: scalars,
};

function readValues(sources: readonly unknown[]): readonly AttributeValue[] {
  const reader = new AttributeReader();
  return sources.map((source) => reader.readValue(source));
}

function checkOperands({ operator, values }: ReadCondition): void {
  const [least, most] = operandCounts[operator] ?? [1, 1];
  if (values.length < least || values.length > most) {
    throw invalidParameters(`Invalid number of argument(s) for the ${operator} ComparisonOperator`);
  }
  const types = values.map(typeOf);
  if (types.some((type) => type !== types[0])) {
    throw invalidParameters("AttributeValues inside AttributeValueList must be of same type");
  }
  const wrong = types.find((type) => !operandTypes[operator]?.includes(type));
  if (wrong) {
    throw invalidParameters(`ComparisonOperator ${operator} is not valid for ${wrong} AttributeValue type`);
  }
  const [lower, upper] = values;
  if (operator !== "BETWEEN" || !lower || !upper || (compareValues(lower, upper) ?? 0) <= 0) return;
  throw validationError(
    "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound",
  );
}

function readConditions(conditions: LegacyConditions): readonly ReadCondition[] {
  return Object.entries(conditions).map(([attribute, { ComparisonOperator = "", AttributeValueList }]) => {
    const read = { attribute, operator: ComparisonOperator, values: readValues(AttributeValueList ?? []) };
    checkOperands(read);
    return read;
  });
}

/** Compiles `QueryFilter` or `ScanFilter`; `undefined` if it has no conditions. */
export function compileLegacyFilter(
  conditions: LegacyConditions,
  operator: string | undefined,
): CompiledCondition | undefined {
  return compileConditions(readConditions(conditions), operator);
}

/** Compiles `Expected`; `undefined` if it has no conditions. */
export function compileExpected(
  expected: LegacyConditions,
  operator: string | undefined,
): CompiledCondition | undefined {
  const read = Object.entries(expected).map(([attribute, condition]) => {
    const one = readExpected(attribute, condition);
    checkOperands(one);
    return one;
  });
  return compileConditions(read, operator);
}

function readExpected(attribute: string, condition: LegacyCondition): ReadCondition {
  const { ComparisonOperator: operator, AttributeValueList: list, Value: value, Exists: exists } = condition;
  if (list && isGiven(value)) {
    throw invalidParameters(`Value and AttributeValueList cannot be used together for Attribute: ${attribute}`);
  }
  if (!operator) return readExistence(attribute, condition);
  if (isGiven(exists)) {
    throw invalidParameters(`Exists and ComparisonOperator cannot be used together for Attribute: ${attribute}`);
  }
  if (operator !== "NULL" && operator !== "NOT_NULL" && !list && !isGiven(value)) {
    throw invalidParameters(
      `Value or AttributeValueList must be used with ComparisonOperator: ${operator} for Attribute: ${attribute}`,
    );
  }
  return { attribute, operator, values: readValues(list ?? (isGiven(value) ? [value] : [])) };
}

function readExistence(
  attribute: string,
  { AttributeValueList: list, Value: value, Exists: exists }: LegacyCondition,
): ReadCondition {
  if (list) {
    throw invalidParameters(
      `AttributeValueList can only be used with a ComparisonOperator for Attribute: ${attribute}`,
    );
  }
  const wanted = !isGiven(exists) || readWireBoolean(exists);
  if (wanted && !isGiven(value)) {
    const given = isGiven(exists) ? "true" : "null";
    throw invalidParameters(`Value must be provided when Exists is ${given} for Attribute: ${attribute}`);
  }
  if (wanted) return { attribute, operator: "EQ", values: readValues([value]) };
  if (isGiven(value)) throw invalidParameters(`Value cannot be used when Exists is false for Attribute: ${attribute}`);
  return { attribute, operator: "NULL", values: [] };
}

function isGiven(member: unknown): boolean {
  return member !== undefined && member !== null;
}

function compileConditions(conditions: readonly ReadCondition[], operator = "AND"): CompiledCondition | undefined {
  const [first, ...others] = conditions.map(toNode);
  if (!first) return undefined;
  const kind = operator === "OR" ? "or" : "and";
  const root = others.reduce((left, right): ConditionNode => ({ kind, left, right }), first);
  const names = Object.fromEntries(conditions.map(({ attribute }) => [attribute, attribute]));
  return compileCondition("ConditionExpression", { root, redundantParentheses: false }, names);
}

/** A whole attribute; reserved words and odd characters are fine, because the name stands for itself. */
function pathTo(attribute: string): PathNode {
  return { kind: "path", steps: [{ placeholder: attribute }] };
}

function literal(value: AttributeValue): LiteralNode {
  return { kind: "literal", value };
}

const comparators = { EQ: "=", NE: "<>", LE: "<=", LT: "<", GE: ">=", GT: ">" } as const;
const functions: Readonly<Record<string, string>> = {
  NULL: "attribute_not_exists",
  NOT_NULL: "attribute_exists",
  CONTAINS: "contains",
  NOT_CONTAINS: "contains",
  BEGINS_WITH: "begins_with",
};

function toNode({ attribute, operator, values }: ReadCondition): ConditionNode {
  const path = pathTo(attribute);
  const operands = values.map(literal);
  const [first, second] = operands as [LiteralNode, LiteralNode];
  if (operator === "BETWEEN") return { kind: "between", operand: path, lower: first, upper: second };
  if (operator === "IN") return { kind: "in", operand: path, candidates: operands };
  const name = functions[operator];
  if (!name) {
    const comparator = comparators[operator as keyof typeof comparators];
    return { kind: "comparison", comparator, left: path, right: first };
  }
  const call: ConditionNode = { kind: "function", name, operands: [path, ...operands] };
  if (operator !== "NOT_CONTAINS") return call;
  const exists: ConditionNode = { kind: "function", name: "attribute_exists", operands: [path] };
  return { kind: "and", left: exists, right: { kind: "not", condition: call } };
}

const keyOperators: Readonly<Record<string, KeyOperator>> = {
  EQ: "=",
  LE: "<=",
  LT: "<",
  GE: ">=",
  GT: ">",
  BETWEEN: "between",
  BEGINS_WITH: "begins_with",
};

/** Reads `KeyConditions`. */
export function readLegacyKeyConditions(conditions: LegacyConditions): readonly KeyCondition[] {
  return readConditions(conditions).map(({ attribute, operator, values }) => {
    const keyOperator = keyOperators[operator];
    if (keyOperator) return { attribute, operator: keyOperator, values };
    throw validationError("Attempted conditional constraint is not an indexable operation");
  });
}

/** Compiles `AttributesToGet`. */
export function compileAttributesToGet(attributes: readonly string[]): CompiledProjection {
  const repeated = attributes.find((attribute, index) => attributes.indexOf(attribute) !== index);
  if (repeated !== undefined) throw invalidParameters(`Duplicate value in attribute name: ${repeated}`);
  return compileProjectionPaths(attributes.map(pathTo), Object.fromEntries(attributes.map((name) => [name, name])));
}

/** What `AttributeUpdates` says of one attribute. */
export interface AttributeValueUpdate {
  readonly Action?: string;
  readonly Value?: unknown;
}

const sets: readonly AttributeType[] = ["SS", "NS", "BS"];

/** Compiles `AttributeUpdates`. */
export function compileAttributeUpdates(updates: Readonly<Record<string, AttributeValueUpdate>>): CompiledUpdate {
  const actions = Object.entries(updates).map(
    ([attribute, { Action: action = "PUT", Value: source }]): UpdateAction => {
      const path = pathTo(attribute);
      const [value] = isGiven(source) ? readValues([source]) : [];
      if (!value) {
        if (action === "DELETE") return { section: "REMOVE", path };
        throw invalidParameters("Only DELETE action is allowed when no attribute value is specified");
      }
      const type = typeOf(value);
      if (action === "PUT") return { section: "SET", path, value: literal(value) };
      if (action === "DELETE") {
        if (sets.includes(type)) return { section: "DELETE", path, value: literal(value) };
        throw invalidParameters(`DELETE action with value is not supported for the type ${type}`);
      }
      if (type === "N" || sets.includes(type)) return { section: "ADD", path, value: literal(value) };
      if (type !== "L") throw invalidParameters(`ADD action is not supported for the type ${type}`);
      const current = { kind: "function", name: "if_not_exists", operands: [path, literal({ L: [] })] } as const;
      return {
        section: "SET",
        path,
        value: { kind: "function", name: "list_append", operands: [current, literal(value)] },
      };
    },
  );
  const names = Object.fromEntries(Object.keys(updates).map((name) => [name, name]));
  return compileUpdate({ actions, mismatch: "Type mismatch for attribute to update" }, names);
}
