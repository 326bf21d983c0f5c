import type { FlushStageAuthorizersCacheRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Forgets what a stage's authorizers have said. */
export const FlushStageAuthorizersCache: Operation<ApiGatewayState, FlushStageAuthorizersCacheRequest, object> = {
  authorize: (call, input) =>
    managing(call, "DELETE", `/restapis/${input.restApiId}/stages/${input.stageName}/cache/authorizers`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", stageName = "" } = input;
    state.api(state.reader, call, restApiId);
    state.stages.get(state.reader, call, restApiId, stageName);
    state.deployedStages.flushAuthorizers(restApiId, stageName);
    return {};
  },
};
