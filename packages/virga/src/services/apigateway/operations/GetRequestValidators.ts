import type { GetRequestValidatorsRequest, RequestValidators } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import { page } from "../paging.ts";
import type { ApiGatewayState } from "../state.ts";

/** Lists the request validators of an API. */
export const GetRequestValidators: Operation<ApiGatewayState, GetRequestValidatorsRequest, RequestValidators> = {
  authorize: (call, input) => managing(call, "GET", `/restapis/${input.restApiId}/requestvalidators`),
  handle(call, input) {
    const { state } = call;
    state.api(state.reader, call, input.restApiId ?? "");
    return page(state.validators.list(state.reader, call, input.restApiId ?? ""), input);
  },
};
