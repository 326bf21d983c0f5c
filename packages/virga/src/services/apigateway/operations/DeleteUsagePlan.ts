import type { DeleteUsagePlanRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { badRequest } from "../errors.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Deletes a usage plan that no stage is in any more. */
export const DeleteUsagePlan: Operation<ApiGatewayState, DeleteUsagePlanRequest, object> = {
  authorize: (call, input) => managing(call, "DELETE", `/usageplans/${input.usagePlanId}`),
  handle(call, input) {
    const { state } = call;
    state.change((transaction) => {
      const { id, apiStages } = state.usage.plan(transaction, call, input.usagePlanId ?? "");
      if (apiStages.length > 0) {
        const names = apiStages.map(({ apiId, stage }) => `${apiId}:${stage}`).join(", ");
        throw badRequest(
          `Cannot delete Usage Plan ${id} because there are API Stages associated with it: ${names}. Please remove all API stages before deleting the Usage Plan.`,
        );
      }
      state.usage.deletePlan(transaction, call, id);
    });
    return {};
  },
};
