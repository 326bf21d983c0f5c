import type { Deployment, GetDeploymentRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";
import { deploymentView } from "../views.ts";

/** Describes a deployment, with its methods if `embed` asks for them. */
export const GetDeployment: Operation<ApiGatewayState, GetDeploymentRequest, Deployment> = {
  authorize: (call, input) => managing(call, "GET", `/restapis/${input.restApiId}/deployments/${input.deploymentId}`),
  handle(call, input) {
    const { state } = call;
    state.api(state.reader, call, input.restApiId ?? "");
    const deployment = state.deployments.get(state.reader, call, input.restApiId ?? "", input.deploymentId ?? "");
    return deploymentView(deployment, input.embed?.includes("apisummary"));
  },
};
