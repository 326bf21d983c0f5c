import type { GetModelsRequest, Models } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import { page } from "../paging.ts";
import type { ApiGatewayState } from "../state.ts";

/** Lists the models of an API. */
export const GetModels: Operation<ApiGatewayState, GetModelsRequest, Models> = {
  authorize: (call, input) => managing(call, "GET", `/restapis/${input.restApiId}/models`),
  handle(call, input) {
    const { state } = call;
    state.api(state.reader, call, input.restApiId ?? "");
    return page(state.models.list(state.reader, call, input.restApiId ?? ""), input);
  },
};
