import type { CreateUsagePlanKeyRequest, UsagePlanKey } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { badRequest } from "../errors.ts";
import { checkKeyInPlan } from "../key-in-plan.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";
import { usagePlanKeyView } from "../usage-plans.ts";

/** Puts an API key into a usage plan. A key is in one plan of a stage only. */
export const CreateUsagePlanKey: Operation<ApiGatewayState, CreateUsagePlanKeyRequest, UsagePlanKey> = {
  authorize: (call, input) => managing(call, "POST", `/usageplans/${input.usagePlanId}/keys`),
  handle(call, input) {
    const { state } = call;
    const { usagePlanId = "", keyId = "", keyType } = input;
    if (keyType !== "API_KEY") throw badRequest(`Usage Plan Key type ${keyType} is not supported`);
    return state.change((transaction) => {
      const key = state.usage.key(transaction, call, keyId);
      checkKeyInPlan(state.usage, transaction, call, usagePlanId, keyId);
      state.usage.addKeyToPlan(transaction, call, usagePlanId, keyId);
      return usagePlanKeyView(key);
    });
  },
};
