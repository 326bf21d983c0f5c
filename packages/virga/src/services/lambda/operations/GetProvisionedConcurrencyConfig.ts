import type {
  GetProvisionedConcurrencyConfigRequest,
  GetProvisionedConcurrencyConfigResponse,
} from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { invalidParameter, noProvisionedConcurrency } from "../errors.ts";
import { checkProvisionable, describeProvisioned } from "../functions/concurrency.ts";
import { latest } from "../model.ts";
import { parseFunctionName } from "../names.ts";
import type { RunningLambda } from "../running-lambda.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetProvisionedConcurrencyConfig.html */
export const GetProvisionedConcurrencyConfig: Operation<
  RunningLambda,
  GetProvisionedConcurrencyConfigRequest,
  GetProvisionedConcurrencyConfigResponse
> = {
  authorize: onFunction("GetProvisionedConcurrencyConfig"),
  handle(call, { FunctionName, Qualifier }) {
    const { state } = call;
    const { qualifier = latest, ...place } = parseFunctionName(call, FunctionName!, Qualifier);
    if (qualifier === latest) {
      throw invalidParameter("The function resource provided must be an alias or a published version.");
    }
    checkProvisionable(state, state.reader, place, qualifier);
    const config = state.provisionedConcurrency(state.reader, place, qualifier);
    if (!config) throw noProvisionedConcurrency();
    return describeProvisioned(config, state.provisionedState(config));
  },
};
