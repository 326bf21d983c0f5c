import { AwsError } from "../../kernel/errors.ts";
import type { Transaction } from "../../kernel/store.ts";
import { conflict } from "./errors.ts";
import { checkQuota } from "./quotas.ts";
import type { Place } from "./records.ts";
import type { UsageState } from "./usage-state.ts";

/** Puts a key into a plan, or gives AWS's reason why it can't be there; one that is there already stays. */
export function addToPlan(
  usage: UsageState,
  transaction: Transaction,
  place: Place,
  planId: string,
  keyId: string,
): AwsError | undefined {
  if (usage.plansOfKey(transaction, place, keyId).some(({ id }) => id === planId)) return undefined;
  try {
    checkKeyInPlan(usage, transaction, place, planId, keyId);
    usage.addKeyToPlan(transaction, place, planId, keyId);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof AwsError) return thrown;
    throw thrown;
  }
}

/**
 * Refuses a key in a plan that it is in already, or that shares a stage with another plan of it.
 *
 * @throws AwsError NotFoundException, ConflictException
 */
export function checkKeyInPlan(
  usage: UsageState,
  transaction: Transaction,
  place: Place,
  planId: string,
  keyId: string,
): void {
  const plan = usage.plan(transaction, place, planId);
  const others = usage.plansOfKey(transaction, place, keyId);
  checkQuota("usage plans for this API key", others.length + 1);
  for (const other of others) {
    if (other.id === plan.id) throw conflict("Usage Plan Key already exists");
    const shared = other.apiStages.find(({ apiId, stage }) =>
      plan.apiStages.some((each) => each.apiId === apiId && each.stage === stage),
    );
    if (shared) {
      throw conflict(
        `ApiKey ${keyId} cannot be added to usagePlan ${planId} because it is already in usagePlan ${other.id} with the same API stage ${shared.apiId}:${shared.stage}`,
      );
    }
  }
}
