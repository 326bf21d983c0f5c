import type { DeleteUsagePlanKeyRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { notFound } from "../errors.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Takes a key out of a usage plan. */
export const DeleteUsagePlanKey: Operation<ApiGatewayState, DeleteUsagePlanKeyRequest, object> = {
  authorize: (call, input) => managing(call, "DELETE", `/usageplans/${input.usagePlanId}/keys/${input.keyId}`),
  handle(call, input) {
    const { state } = call;
    const { usagePlanId = "", keyId = "" } = input;
    state.change((transaction) => {
      const plan = state.usage.plan(transaction, call, usagePlanId);
      if (!state.usage.keysOfPlan(transaction, call, plan.id).some(({ id }) => id === keyId)) {
        throw notFound("Invalid Usage Plan Key identifier specified");
      }
      state.usage.removeKeyFromPlan(transaction, call, usagePlanId, keyId);
    });
    return {};
  },
};
