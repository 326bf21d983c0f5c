import type { DeleteStageRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { checkUnmapped } from "../domains/base-paths.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Deletes a stage. */
export const DeleteStage: Operation<ApiGatewayState, DeleteStageRequest, object> = {
  authorize: (call, input) => managing(call, "DELETE", `/restapis/${input.restApiId}/stages/${input.stageName}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", stageName = "" } = input;
    state.change((transaction) => {
      checkUnmapped(state.domains.allMappings(transaction, call), restApiId, stageName);
      state.stages.delete(transaction, call, restApiId, stageName);
    });
    return {};
  },
};
