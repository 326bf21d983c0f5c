import type { DeleteIntegrationResponseRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { findIntegrationResponse, putIntegrationResponses } from "../methods.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Deletes what becomes of an answer of the integration. */
export const DeleteIntegrationResponse: Operation<ApiGatewayState, DeleteIntegrationResponseRequest, object> = {
  authorize: (call, input) =>
    managing(
      call,
      "DELETE",
      `/restapis/${input.restApiId}/resources/${input.resourceId}/methods/${input.httpMethod}/integration/responses/${input.statusCode}`,
    ),
  handle(call, input) {
    const { state } = call;
    state.change((transaction) => {
      const found = findIntegrationResponse(state, transaction, call, input);
      const { [input.statusCode ?? ""]: _deleted, ...rest } = found.integration.integrationResponses ?? {};
      putIntegrationResponses(state, transaction, call, input, found, rest);
    });
    return {};
  },
};
