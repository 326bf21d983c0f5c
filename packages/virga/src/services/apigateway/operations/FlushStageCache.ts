import type { FlushStageCacheRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Forgets what a stage's cache holds, which is nothing: there are no caches. */
export const FlushStageCache: Operation<ApiGatewayState, FlushStageCacheRequest, object> = {
  authorize: (call, input) =>
    managing(call, "DELETE", `/restapis/${input.restApiId}/stages/${input.stageName}/cache/data`),
  handle(call, input) {
    const { state } = call;
    state.api(state.reader, call, input.restApiId ?? "");
    state.stages.get(state.reader, call, input.restApiId ?? "", input.stageName ?? "");
    return {};
  },
};
