import type { DeleteDeploymentRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { badRequest } from "../errors.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Deletes a deployment that no stage uses. */
export const DeleteDeployment: Operation<ApiGatewayState, DeleteDeploymentRequest, object> = {
  authorize: (call, input) =>
    managing(call, "DELETE", `/restapis/${input.restApiId}/deployments/${input.deploymentId}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", deploymentId = "" } = input;
    state.change((transaction) => {
      const stages = state.stages.list(transaction, call, restApiId);
      if (stages.some((stage) => stage.deploymentId === deploymentId)) {
        throw badRequest("Active stages pointing to this deployment must be moved or deleted");
      }
      if (stages.some(({ canarySettings }) => canarySettings?.deploymentId === deploymentId)) {
        throw badRequest("Active stages with canary settings pointing to this deployment must be moved or deleted");
      }
      state.deployments.delete(transaction, call, restApiId, deploymentId);
    });
    return {};
  },
};
