import type { GetRequestValidatorRequest, RequestValidator } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Describes a request validator. */
export const GetRequestValidator: Operation<ApiGatewayState, GetRequestValidatorRequest, RequestValidator> = {
  authorize: (call, input) =>
    managing(call, "GET", `/restapis/${input.restApiId}/requestvalidators/${input.requestValidatorId}`),
  handle(call, input) {
    const { state } = call;
    state.api(state.reader, call, input.restApiId ?? "");
    return state.validators.get(state.reader, call, input.restApiId ?? "", input.requestValidatorId ?? "");
  },
};
