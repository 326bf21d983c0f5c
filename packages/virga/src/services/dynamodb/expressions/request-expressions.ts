import { AwsError } from "../../../kernel/errors.ts";
import { validationError } from "../errors.ts";
import { AttributeReader, type AttributeValue, emptyMap } from "../values/attribute-value.ts";
import { readWireString } from "../values/wire-types.ts";
import type { CompiledCondition } from "./condition-compiler.ts";
import type { ExpressionCache } from "./expression-cache.ts";
import type { CompiledProjection } from "./projection.ts";
import type { AttributeNames, AttributeValues, Scope } from "./scope.ts";
import type { ExpressionKind } from "./syntax.ts";
import type { CompiledUpdate } from "./update-compiler.ts";

/** The members of a request that are expressions or belong to them. */
export type ExpressionParameters = { readonly [Kind in ExpressionKind]?: string } & {
  readonly ExpressionAttributeNames?: AttributeNames;
  readonly ExpressionAttributeValues?: unknown;
};

/** The expressions of one request, compiled and checked with its values. */
export interface BoundExpressions {
  readonly names: AttributeNames;
  readonly values: AttributeValues;
  readonly condition?: CompiledCondition;
  readonly filter?: CompiledCondition;
  readonly keyCondition?: CompiledCondition;
  readonly projection?: CompiledProjection;
  readonly update?: CompiledUpdate;
}

const none: AttributeValues & AttributeNames = Object.freeze(Object.create(null) as Record<string, never>);
const unbound: BoundExpressions = Object.freeze({ names: none, values: none });
const mostSubstituted = 2 * 1024 * 1024;
const longestPlaceholder = 255;
const longestName = 65_535;

/**
 * Checks which of an operation's parameters come together. `kinds` are the expressions it takes, `legacy` the
 * parameters that may not stand beside them.
 */
export function checkExpressionParameters(
  input: ExpressionParameters,
  kinds: readonly ExpressionKind[],
  legacy: readonly string[],
): void {
  const given = kinds.filter((kind) => isGiven(input[kind]));
  const members = input as Readonly<Record<string, unknown>>;
  if (given.length > 0) {
    const old = legacy.filter(
      (name) => isGiven(members[name]) && !(name === "KeyConditions" && !isGiven(input.KeyConditionExpression)),
    );
    if (old.length > 0) {
      throw validationError(
        "Can not use both expression and non-expression parameters in the same request: " +
          `Non-expression parameters: {${old.join(", ")}} Expression parameters: {${given.join(", ")}}`,
      );
    }
  } else if (isGiven(input.ExpressionAttributeNames)) {
    throw validationError("ExpressionAttributeNames can only be specified when using expressions");
  }
  const taking = kinds.filter((kind) => kind !== "ProjectionExpression");
  if (!isGiven(input.ExpressionAttributeValues) || taking.length === 0 || taking.some((kind) => given.includes(kind)))
    return;
  throw validationError(
    "ExpressionAttributeValues can only be specified when using expressions: " +
      `${taking.join(" and ")} ${taking.length > 1 ? "are" : "is"} null`,
  );
}

function isGiven(member: unknown): boolean {
  return member !== undefined && member !== null;
}

/** Compiles the expressions of a request and checks them with its names and values, in DynamoDB's order. */
export function bindExpressions(input: ExpressionParameters, cache: ExpressionCache): BoundExpressions {
  const { UpdateExpression, ConditionExpression, KeyConditionExpression, FilterExpression, ProjectionExpression } =
    input;
  if (
    !isGiven(
      UpdateExpression ?? ConditionExpression ?? KeyConditionExpression ?? FilterExpression ?? ProjectionExpression,
    )
  ) {
    return unbound;
  }
  const names = readNames(input.ExpressionAttributeNames);
  const values = readValues(input.ExpressionAttributeValues);
  const bound: { -readonly [Part in keyof BoundExpressions]: BoundExpressions[Part] } = {
    names: names ?? none,
    values,
  };
  const condition = (kind: ExpressionKind, source: string) => {
    const compiled = cache.condition(kind, source, names);
    compiled.check(values);
    return compiled;
  };
  if (isGiven(UpdateExpression)) {
    bound.update = cache.update(UpdateExpression!, names);
    bound.update.check(values);
  }
  if (isGiven(ConditionExpression)) bound.condition = condition("ConditionExpression", ConditionExpression!);
  if (isGiven(KeyConditionExpression))
    bound.keyCondition = condition("KeyConditionExpression", KeyConditionExpression!);
  if (isGiven(FilterExpression)) bound.filter = condition("FilterExpression", FilterExpression!);
  if (isGiven(ProjectionExpression)) bound.projection = cache.projection(ProjectionExpression!, names);
  const { update, condition: tested, keyCondition, filter, projection } = bound;
  checkAllUsed([update?.scope, tested?.scope, keyCondition?.scope, filter?.scope, projection?.scope], bound);
  return bound;
}

function checkAllUsed(scopes: readonly (Scope | undefined)[], { names, values }: BoundExpressions): void {
  const unusedNames = Object.keys(names).filter((name) => !scopes.some((scope) => scope?.usedNames.has(name)));
  if (unusedNames.length > 0) {
    throw validationError(
      `Value provided in ExpressionAttributeNames unused in expressions: keys: {${unusedNames.join(", ")}}`,
    );
  }
  const unusedValues = Object.keys(values).filter((name) => !scopes.some((scope) => scope?.usedValues.has(name)));
  if (unusedValues.length > 0) {
    throw validationError(
      `Value provided in ExpressionAttributeValues unused in expressions: keys: {${unusedValues.join(", ")}}`,
    );
  }
}

const namePlaceholder = /^#[0-9a-zA-Z_]+$/;
const valuePlaceholder = /^:[0-9a-zA-Z_]+$/;

function readNames(names: AttributeNames | undefined): AttributeNames | undefined {
  if (!isGiven(names)) return undefined;
  const entries = Object.entries(names!);
  if (entries.length === 0) throw validationError("ExpressionAttributeNames must not be empty");
  for (const [placeholder, name] of entries) {
    if (!namePlaceholder.test(placeholder) || placeholder.length > longestPlaceholder) {
      throw validationError(`ExpressionAttributeNames contains invalid key: Syntax error; key: "${placeholder}"`);
    }
    const size = Buffer.byteLength(readWireString(name));
    if (size > 0 && size <= longestName) continue;
    throw validationError(
      `ExpressionAttributeNames contains invalid value: Attribute names must have 1 to ${longestName} bytes for key ${placeholder}`,
    );
  }
  return names;
}

function readValues(source: unknown): AttributeValues {
  if (!isGiven(source)) return none;
  const entries = Object.entries(source as object);
  if (entries.length === 0) throw validationError("ExpressionAttributeValues must not be empty");
  for (const [placeholder] of entries) {
    if (!valuePlaceholder.test(placeholder)) {
      throw validationError(`ExpressionAttributeValues contains invalid key: Syntax error; key: "${placeholder}"`);
    }
  }
  const reader = new AttributeReader();
  const values = emptyMap();
  for (const [placeholder, value] of entries) values[placeholder] = readValue(reader, placeholder, value);
  if (reader.size > mostSubstituted) throw validationError("ExpressionAttributeValues exceeds max size");
  return values;
}

function readValue(reader: AttributeReader, placeholder: string, value: unknown): AttributeValue {
  try {
    return reader.readValue(value);
  } catch (thrown) {
    if (!(thrown instanceof AwsError) || thrown.code !== "ValidationException") throw thrown;
    const detail = `ExpressionAttributeValues contains invalid value: ${thrown.message} for key ${placeholder}`;
    throw validationError(detail);
  }
}
