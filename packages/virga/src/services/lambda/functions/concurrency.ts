import type { ProvisionedConcurrencyConfigListItem } from "@aws-sdk/client-lambda";
import type { StoreReader } from "../../../kernel/store.ts";
import {
  type FunctionPlace,
  functionArn,
  type Place,
  type ProvisionedConcurrency,
  type ProvisionedState,
} from "../model.ts";
import { isVersionNumber } from "../names.ts";
import type { LambdaState } from "../state.ts";
import { requireAlias } from "./aliases.ts";
import { lambdaDate } from "./descriptions.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html */

/** Executions at a time in a region of an account. */
export const accountConcurrency = 1_000;
/** What must stay for functions without reserved concurrency. */
export const leastUnreserved = 100;

/** The sum of a function's provisioned concurrency, but for one qualifier's. */
export function provisionedSum(state: LambdaState, reader: StoreReader, place: FunctionPlace, except?: string): number {
  let sum = 0;
  for (const { qualifier, requested } of state.provisionedConcurrencies(reader, place)) {
    if (qualifier !== except) sum += requested;
  }
  return sum;
}

/** Executions at a time that no function has for itself; `except` is a function that is left out. */
export function unreservedConcurrency(
  state: LambdaState,
  reader: StoreReader,
  place: Place,
  except?: FunctionPlace,
): number {
  let unreserved = accountConcurrency;
  for (const found of state.functions(reader, place)) {
    if (found.functionName === except?.functionName) continue;
    unreserved -= found.reservedConcurrency ?? provisionedSum(state, reader, found);
  }
  return unreserved;
}

/** Checks that the version or alias is there that provisioned concurrency is for. @throws AwsError ResourceNotFoundException */
export function checkProvisionable(
  state: LambdaState,
  reader: StoreReader,
  place: FunctionPlace,
  qualifier: string,
): void {
  if (isVersionNumber(qualifier)) state.version(reader, place, qualifier);
  else requireAlias(state, reader, place, qualifier);
}

/** What answers call environments that could not start. */
const initFailure = "FUNCTION_ERROR_INIT_FAILURE";

/** Provisioned concurrency as answers have it. */
export function describeProvisioned(config: ProvisionedConcurrency, { status, available }: ProvisionedState) {
  const { requested, lastModified } = config;
  return {
    RequestedProvisionedConcurrentExecutions: requested,
    AvailableProvisionedConcurrentExecutions: available,
    AllocatedProvisionedConcurrentExecutions: available,
    Status: status,
    ...(status === "FAILED" && { StatusReason: initFailure }),
    LastModified: lambdaDate(lastModified),
  };
}

/** The same in a listing. */
export function describeListedProvisioned(
  config: ProvisionedConcurrency,
  state: ProvisionedState,
): ProvisionedConcurrencyConfigListItem {
  return { FunctionArn: functionArn(config, config.qualifier), ...describeProvisioned(config, state) };
}
