import type { GetMethodResponseRequest, MethodResponse } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { findMethodResponse } from "../methods.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Describes a response of a method. */
export const GetMethodResponse: Operation<ApiGatewayState, GetMethodResponseRequest, MethodResponse> = {
  authorize: (call, input) =>
    managing(
      call,
      "GET",
      `/restapis/${input.restApiId}/resources/${input.resourceId}/methods/${input.httpMethod}/responses/${input.statusCode}`,
    ),
  handle(call, input) {
    const { state } = call;
    return findMethodResponse(state, state.reader, call, input).response;
  },
};
