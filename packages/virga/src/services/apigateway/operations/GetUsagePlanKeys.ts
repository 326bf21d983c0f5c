import type { GetUsagePlanKeysRequest, UsagePlanKeys } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import { page } from "../paging.ts";
import type { ApiGatewayState } from "../state.ts";
import { usagePlanKeyView } from "../usage-plans.ts";

/** Lists the keys of a usage plan whose names begin with a text. */
export const GetUsagePlanKeys: Operation<ApiGatewayState, GetUsagePlanKeysRequest, UsagePlanKeys> = {
  authorize: (call, input) => managing(call, "GET", `/usageplans/${input.usagePlanId}/keys`),
  handle(call, input) {
    const { usage, reader } = call.state;
    const plan = usage.plan(reader, call, input.usagePlanId ?? "");
    const { nameQuery = "" } = input;
    const keys = usage.keysOfPlan(reader, call, plan.id).filter(({ name = "" }) => name.startsWith(nameQuery));
    const found = page(keys, input);
    return { ...found, items: found.items.map(usagePlanKeyView) };
  },
};
