import type { GetUsagePlanRequest, UsagePlan } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Describes a usage plan. */
export const GetUsagePlan: Operation<ApiGatewayState, GetUsagePlanRequest, UsagePlan> = {
  authorize: (call, input) => managing(call, "GET", `/usageplans/${input.usagePlanId}`),
  handle(call, input) {
    const { state } = call;
    return state.usage.plan(state.reader, call, input.usagePlanId ?? "");
  },
};
