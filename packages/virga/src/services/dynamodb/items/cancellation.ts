import { AwsError } from "../../../kernel/errors.ts";
import { isConditionFailure } from "./writes.ts";

/** Why an action of a transaction failed; code `None` for those that did not. */
export interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: unknown;
}

const fine: CancellationReason = { Code: "None" };

/**
 * Runs a step for every action of a transaction. If any fails, the whole transaction does, with a reason for each
 * action in order. Errors that are no action's own are thrown as they are.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html#API_TransactWriteItems_Errors
 */
export function runTransaction<Action, Result>(
  actions: readonly Action[],
  step: (action: Action) => Result,
): readonly Result[] {
  const reasons: CancellationReason[] = [];
  const results: Result[] = [];
  for (const action of actions) {
    try {
      results.push(step(action));
      reasons.push(fine);
    } catch (thrown) {
      reasons.push(reasonOf(thrown));
    }
  }
  if (results.length === actions.length) return results;
  const codes = reasons.map(({ Code }) => Code).join(", ");
  throw new AwsError(
    "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { members: { CancellationReasons: reasons } },
  );
}

function reasonOf(thrown: unknown): CancellationReason {
  if (isConditionFailure(thrown)) {
    const { Item } = thrown.members;
    return { Code: "ConditionalCheckFailed", Message: thrown.message, ...(Item !== undefined && { Item }) };
  }
  if (thrown instanceof AwsError && thrown.code === "ValidationException") {
    return { Code: "ValidationError", Message: thrown.message };
  }
  throw thrown;
}
