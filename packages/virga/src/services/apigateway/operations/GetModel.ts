import type { GetModelRequest, Model } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Describes a model. */
export const GetModel: Operation<ApiGatewayState, GetModelRequest, Model> = {
  authorize: (call, input) => managing(call, "GET", `/restapis/${input.restApiId}/models/${input.modelName}`),
  handle(call, input) {
    const { state } = call;
    state.api(state.reader, call, input.restApiId ?? "");
    return state.models.get(state.reader, call, input.restApiId ?? "", input.modelName ?? "");
  },
};
