import type { GetUsagePlanKeyRequest, UsagePlanKey } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { notFound } from "../errors.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";
import { usagePlanKeyView } from "../usage-plans.ts";

/** Describes a key of a usage plan. */
export const GetUsagePlanKey: Operation<ApiGatewayState, GetUsagePlanKeyRequest, UsagePlanKey> = {
  authorize: (call, input) => managing(call, "GET", `/usageplans/${input.usagePlanId}/keys/${input.keyId}`),
  handle(call, input) {
    const { usage, reader } = call.state;
    const plan = usage.plan(reader, call, input.usagePlanId ?? "");
    const key = usage.keysOfPlan(reader, call, plan.id).find(({ id }) => id === input.keyId);
    if (key === undefined) throw notFound("Invalid Usage Plan Key identifier specified");
    return usagePlanKeyView(key);
  },
};
