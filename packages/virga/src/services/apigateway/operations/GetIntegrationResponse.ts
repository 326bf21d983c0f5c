import type { GetIntegrationResponseRequest, IntegrationResponse } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { findIntegrationResponse } from "../methods.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Describes what becomes of an answer of the integration. */
export const GetIntegrationResponse: Operation<ApiGatewayState, GetIntegrationResponseRequest, IntegrationResponse> = {
  authorize: (call, input) =>
    managing(
      call,
      "GET",
      `/restapis/${input.restApiId}/resources/${input.resourceId}/methods/${input.httpMethod}/integration/responses/${input.statusCode}`,
    ),
  handle(call, input) {
    const { state } = call;
    return findIntegrationResponse(state, state.reader, call, input).response;
  },
};
