import type { UpdateUsageRequest, Usage } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { badRequest } from "../errors.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";
import { dayOf, usageOfDays } from "../usage-plans.ts";

/** Sets how often a key may still be used in the quota's period: patches `/remaining`. */
export const UpdateUsage: Operation<ApiGatewayState, UpdateUsageRequest, Usage> = {
  authorize: (call, input) => managing(call, "PATCH", `/usageplans/${input.usagePlanId}/keys/${input.keyId}/usage`),
  handle(call, input) {
    const { state, now } = call;
    const { usagePlanId = "", keyId = "", patchOperations = [] } = input;
    return state.change((transaction) => {
      const plan = state.usage.plan(transaction, call, usagePlanId);
      state.usage.key(transaction, call, keyId);
      for (const { op, path, value } of patchOperations) {
        if (op !== "replace" || path !== "/remaining" || !/^\d+$/.test(value ?? "")) {
          throw badRequest(`Invalid patch path  '${path}' specified for op '${op}'. Must be one of: [/remaining]`);
        }
        state.usage.setRemaining(transaction, call, plan, keyId, Number(value), now);
      }
      const day = dayOf(now);
      const items = { [keyId]: usageOfDays(state.usage.usage(transaction, call, plan.id), plan, keyId, day, day) };
      return { usagePlanId, startDate: day, endDate: day, items };
    });
  },
};
