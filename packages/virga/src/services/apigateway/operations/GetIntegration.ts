import type { GetIntegrationRequest, Integration } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { findIntegration } from "../methods.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Describes what a method calls. */
export const GetIntegration: Operation<ApiGatewayState, GetIntegrationRequest, Integration> = {
  authorize: (call, input) =>
    managing(
      call,
      "GET",
      `/restapis/${input.restApiId}/resources/${input.resourceId}/methods/${input.httpMethod}/integration`,
    ),
  handle(call, input) {
    const { state } = call;
    return findIntegration(state, state.reader, call, input).integration;
  },
};
