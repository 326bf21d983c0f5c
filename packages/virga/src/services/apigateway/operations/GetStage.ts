import type { GetStageRequest, Stage } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";
import { stageView } from "../views.ts";

/** Describes a stage. */
export const GetStage: Operation<ApiGatewayState, GetStageRequest, Stage> = {
  authorize: (call, input) => managing(call, "GET", `/restapis/${input.restApiId}/stages/${input.stageName}`),
  handle(call, input) {
    const { state } = call;
    state.api(state.reader, call, input.restApiId ?? "");
    return stageView(state.stages.get(state.reader, call, input.restApiId ?? "", input.stageName ?? ""));
  },
};
