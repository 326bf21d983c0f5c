import type { GetStagesRequest, Stages } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";
import { stageView } from "../views.ts";

/** Lists the stages of an API, or those on one deployment. */
export const GetStages: Operation<ApiGatewayState, GetStagesRequest, Stages> = {
  authorize: (call, input) => managing(call, "GET", `/restapis/${input.restApiId}/stages`),
  handle(call, input) {
    const { state } = call;
    state.api(state.reader, call, input.restApiId ?? "");
    const all = state.stages.list(state.reader, call, input.restApiId ?? "");
    const { deploymentId } = input;
    return { item: all.filter((stage) => !deploymentId || stage.deploymentId === deploymentId).map(stageView) };
  },
};
