import type { Deployment, UpdateDeploymentRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import { applyPatch } from "../patch.ts";
import { deploymentPaths } from "../patch-paths.ts";
import type { ApiGatewayState } from "../state.ts";
import { deploymentView } from "../views.ts";

/** Patches a deployment's description. */
export const UpdateDeployment: Operation<ApiGatewayState, UpdateDeploymentRequest, Deployment> = {
  authorize: (call, input) => managing(call, "PATCH", `/restapis/${input.restApiId}/deployments/${input.deploymentId}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", deploymentId = "" } = input;
    return state.change((transaction) => {
      const before = state.deployments.get(transaction, call, restApiId, deploymentId);
      const deployment = applyPatch(before, input.patchOperations, deploymentPaths);
      state.deployments.put(transaction, call, restApiId, deploymentId, deployment);
      return deploymentView(deployment);
    });
  },
};
