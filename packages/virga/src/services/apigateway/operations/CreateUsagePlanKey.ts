import type { CreateUsagePlanKeyRequest, UsagePlanKey } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { badRequest, conflict } from "../errors.ts";
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
      const plan = state.usage.plan(transaction, call, usagePlanId);
      const key = state.usage.key(transaction, call, keyId);
      for (const other of state.usage.plansOfKey(transaction, call, keyId)) {
        if (other.id === plan.id) throw conflict("Usage Plan Key already exists");
        const shared = other.apiStages.find(({ apiId, stage }) =>
          plan.apiStages.some((each) => each.apiId === apiId && each.stage === stage),
        );
        if (shared) {
          throw conflict(
            `ApiKey ${keyId} cannot be added to usagePlan ${usagePlanId} because it is already in usagePlan ${other.id} with the same API stage ${shared.apiId}:${shared.stage}`,
          );
        }
      }
      state.usage.addKeyToPlan(transaction, call, usagePlanId, keyId);
      return usagePlanKeyView(key);
    });
  },
};
