import type {
  PutProvisionedConcurrencyConfigRequest,
  PutProvisionedConcurrencyConfigResponse,
} from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import type { Transaction } from "../../../kernel/store.ts";
import { onFunction } from "../authorization.ts";
import { invalidParameter, resourceConflict } from "../errors.ts";
import {
  accountConcurrency,
  checkProvisionable,
  describeProvisioned,
  leastUnreserved,
  provisionedSum,
  unreservedConcurrency,
} from "../functions/concurrency.ts";
import { type FunctionPlace, latest } from "../model.ts";
import { parseFunctionName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutProvisionedConcurrencyConfig.html */
export const PutProvisionedConcurrencyConfig: Operation<
  LambdaState,
  PutProvisionedConcurrencyConfigRequest,
  PutProvisionedConcurrencyConfigResponse
> = {
  authorize: onFunction("PutProvisionedConcurrencyConfig"),
  handle(call, input) {
    const { state } = call;
    const { qualifier = latest, ...place } = parseFunctionName(call, input.FunctionName!, input.Qualifier);
    const requested = input.ProvisionedConcurrentExecutions!;
    if (qualifier === latest) {
      throw invalidParameter("Provisioned Concurrency Configs cannot be applied to unpublished function versions.");
    }
    return state.transact((transaction) => {
      state.function(transaction, place);
      checkProvisionable(state, transaction, place, qualifier);
      checkLimits(state, transaction, place, qualifier, requested);
      checkOverlap(state, transaction, place, qualifier);
      const config = { ...place, qualifier, requested, lastModified: call.now };
      state.putProvisionedConcurrency(transaction, config);
      return describeProvisioned(config, { status: "IN_PROGRESS", available: 0 });
    });
  },
};

function checkLimits(
  state: LambdaState,
  transaction: Transaction,
  place: FunctionPlace,
  qualifier: string,
  requested: number,
): void {
  const sum = provisionedSum(state, transaction, place, qualifier) + requested;
  const reserved = state.reservedConcurrency(transaction, place);
  if (reserved !== undefined) {
    if (sum <= reserved) return;
    throw invalidParameter(
      "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function",
    );
  }
  if (requested > accountConcurrency) {
    throw invalidParameter(
      `Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [${accountConcurrency}].`,
    );
  }
  if (unreservedConcurrency(state, transaction, place, place) - sum < leastUnreserved) {
    throw invalidParameter(
      `Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${leastUnreserved}].`,
    );
  }
}

/** A version has provisioned concurrency by itself or by an alias, not both. */
function checkOverlap(state: LambdaState, transaction: Transaction, place: FunctionPlace, qualifier: string): void {
  const alias = state.findAlias(transaction, place, qualifier);
  if (alias && state.provisionedConcurrency(transaction, place, alias.functionVersion)) {
    throw resourceConflict(
      "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
    );
  }
  for (const { name, functionVersion } of state.aliases(transaction, place)) {
    if (functionVersion === qualifier && state.provisionedConcurrency(transaction, place, name)) {
      throw resourceConflict("Version is pointed by a Provisioned Concurrency alias");
    }
  }
}
