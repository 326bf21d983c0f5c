import type { Deployments, GetDeploymentsRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import { page } from "../paging.ts";
import type { ApiGatewayState } from "../state.ts";
import { deploymentView } from "../views.ts";

/** Lists the deployments of an API. */
export const GetDeployments: Operation<ApiGatewayState, GetDeploymentsRequest, Deployments> = {
  authorize: (call, input) => managing(call, "GET", `/restapis/${input.restApiId}/deployments`),
  handle(call, input) {
    const { state } = call;
    state.api(state.reader, call, input.restApiId ?? "");
    const found = page(state.deployments.list(state.reader, call, input.restApiId ?? ""), input);
    return { ...found, items: found.items.map((deployment) => deploymentView(deployment)) };
  },
};
