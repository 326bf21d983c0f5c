import type { CreateUsagePlanRequest, UsagePlan } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing, newId } from "../model.ts";
import { checkQuota } from "../quotas.ts";
import type { ApiGatewayState } from "../state.ts";
import { newUsagePlan } from "../usage-plans.ts";

/** Creates a usage plan: what the keys in it may call, and how often. */
export const CreateUsagePlan: Operation<ApiGatewayState, CreateUsagePlanRequest, UsagePlan> = {
  authorize: (call) => managing(call, "POST", "/usageplans"),
  handle(call, input) {
    const { state } = call;
    const plan = newUsagePlan(input, newId(call, 6));
    return state.change((transaction) => {
      for (const { apiId = "", stage = "" } of plan.apiStages) {
        state.api(transaction, call, apiId);
        state.stages.get(transaction, call, apiId, stage);
      }
      checkQuota("usage plans", state.usage.plans(transaction, call).length + 1);
      state.usage.putPlan(transaction, call, plan);
      return plan;
    });
  },
};
