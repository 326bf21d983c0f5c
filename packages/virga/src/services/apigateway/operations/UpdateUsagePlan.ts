import type { UpdateUsagePlanRequest, UsagePlan } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";
import { patchUsagePlan } from "../usage-plan-patch.ts";
import { checkUsagePlan } from "../usage-plans.ts";

/** Patches a usage plan. */
export const UpdateUsagePlan: Operation<ApiGatewayState, UpdateUsagePlanRequest, UsagePlan> = {
  authorize: (call, input) => managing(call, "PATCH", `/usageplans/${input.usagePlanId}`),
  handle(call, input) {
    const { state } = call;
    return state.change((transaction) => {
      const before = state.usage.plan(transaction, call, input.usagePlanId ?? "");
      const plan = patchUsagePlan(before, input.patchOperations);
      checkUsagePlan(plan);
      for (const { apiId = "", stage = "" } of plan.apiStages) {
        state.api(transaction, call, apiId);
        state.stages.get(transaction, call, apiId, stage);
      }
      state.usage.putPlan(transaction, call, plan);
      return plan;
    });
  },
};
