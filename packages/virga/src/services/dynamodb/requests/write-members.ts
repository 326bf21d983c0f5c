import { validationError } from "../errors.ts";
import type { ExpressionCache } from "../expressions/expression-cache.ts";
import { compileExpected, type LegacyConditions } from "../expressions/legacy.ts";
import {
  type BoundExpressions,
  bindExpressions,
  type ExpressionParameters,
} from "../expressions/request-expressions.ts";
import {
  conditionalOperator,
  expected,
  expressionAttributes,
  returnConsumedCapacity,
  returnItemCollectionMetrics,
  returnValues,
  returnValuesOnConditionCheckFailure,
  tableName,
} from "./item-members.ts";
import { required, text } from "./shapes.ts";

/** What PutItem, UpdateItem and DeleteItem have in common. */
export interface WriteInput extends ExpressionParameters {
  readonly TableName: string;
  readonly Expected?: LegacyConditions;
  readonly ConditionalOperator?: string;
  readonly ReturnValues?: string;
  readonly ReturnValuesOnConditionCheckFailure?: string;
  readonly ReturnConsumedCapacity?: string;
  readonly ReturnItemCollectionMetrics?: string;
}

/** The members of `WriteInput`. */
export const writeMembers = {
  ReturnConsumedCapacity: returnConsumedCapacity,
  TableName: required(tableName),
  ConditionalOperator: conditionalOperator,
  Expected: expected,
  ReturnValues: returnValues,
  ReturnValuesOnConditionCheckFailure: returnValuesOnConditionCheckFailure,
  ReturnItemCollectionMetrics: returnItemCollectionMetrics,
  ConditionExpression: text(),
  UpdateExpression: text(),
  ...expressionAttributes,
} as const;

/** Puts and deletes can return what was there, nothing else. */
export function checkReturnsOld({ ReturnValues: returned = "NONE" }: WriteInput): void {
  if (returned === "ALL_OLD" || returned === "NONE") return;
  throw validationError("ReturnValues can only be ALL_OLD or NONE");
}

/** The expressions of a write, with `Expected` taken for its condition if it has that. */
export function bindWriteExpressions(input: WriteInput, cache: ExpressionCache): BoundExpressions {
  const { Expected: conditions, ConditionalOperator: operator } = input;
  if (!conditions) {
    if (operator) throw validationError("ConditionalOperator cannot be used without Filter or Expected");
    return bindExpressions(input, cache);
  }
  const condition = compileExpected(conditions, operator);
  const bound = bindExpressions(input, cache);
  return condition ? { ...bound, condition } : bound;
}
