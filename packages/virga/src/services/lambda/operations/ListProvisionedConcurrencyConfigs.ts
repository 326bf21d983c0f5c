import type {
  ListProvisionedConcurrencyConfigsRequest,
  ListProvisionedConcurrencyConfigsResponse,
} from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { describeListedProvisioned } from "../functions/concurrency.ts";
import { parseUnqualifiedName } from "../names.ts";
import { afterMarker, pageOf } from "../paging.ts";
import type { RunningLambda } from "../running-lambda.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListProvisionedConcurrencyConfigs.html */
export const ListProvisionedConcurrencyConfigs: Operation<
  RunningLambda,
  ListProvisionedConcurrencyConfigsRequest,
  ListProvisionedConcurrencyConfigsResponse
> = {
  authorize: onFunction("ListProvisionedConcurrencyConfigs"),
  handle(call, input) {
    const { state } = call;
    const place = parseUnqualifiedName(call, input.FunctionName!);
    state.function(state.reader, place);
    const listing = state.provisionedConcurrencies(state.reader, place, afterMarker(input));
    const { items, next } = pageOf(listing, input, ({ qualifier }) => qualifier);
    return {
      ProvisionedConcurrencyConfigs: items.map((item) => describeListedProvisioned(item, state.provisionedState(item))),
      ...next,
    };
  },
};
