import type { GetMethodRequest, Method } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { findMethod } from "../methods.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Describes a method with its responses and its integration. */
export const GetMethod: Operation<ApiGatewayState, GetMethodRequest, Method> = {
  authorize: (call, input) =>
    managing(call, "GET", `/restapis/${input.restApiId}/resources/${input.resourceId}/methods/${input.httpMethod}`),
  handle(call, input) {
    const { state } = call;
    return findMethod(state, state.reader, call, input).method;
  },
};
