import type { GetUsageRequest, Usage } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { badRequest } from "../errors.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";
import { usageOfDays } from "../usage-plans.ts";

/** Tells how often the keys of a plan were used on each day from one to another: `[used, remaining]`. */
export const GetUsage: Operation<ApiGatewayState, GetUsageRequest, Usage> = {
  authorize: (call, input) => managing(call, "GET", `/usageplans/${input.usagePlanId}/usage`),
  handle(call, input) {
    const { usage, reader } = call.state;
    const { usagePlanId = "", keyId, startDate = "", endDate = "" } = input;
    const plan = usage.plan(reader, call, usagePlanId);
    if (!/^\d{4}-\d\d-\d\d$/.test(startDate) || !/^\d{4}-\d\d-\d\d$/.test(endDate) || startDate > endDate) {
      throw badRequest("Usage start and end date must be of format yyyy-MM-dd, and the start not after the end");
    }
    const keys = usage.keysOfPlan(reader, call, plan.id).filter(({ id }) => keyId === undefined || id === keyId);
    const records = usage.usage(reader, call, plan.id);
    const days = keys.map(({ id }) => [id, usageOfDays(records, plan, id, startDate, endDate)]);
    return { usagePlanId, startDate, endDate, items: Object.fromEntries(days) };
  },
};
