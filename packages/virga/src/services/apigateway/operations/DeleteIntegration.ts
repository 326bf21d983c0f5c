import type { DeleteIntegrationRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { findIntegration, putMethod } from "../methods.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Takes a method's integration away. */
export const DeleteIntegration: Operation<ApiGatewayState, DeleteIntegrationRequest, object> = {
  authorize: (call, input) =>
    managing(
      call,
      "DELETE",
      `/restapis/${input.restApiId}/resources/${input.resourceId}/methods/${input.httpMethod}/integration`,
    ),
  handle(call, input) {
    const { state } = call;
    state.change((transaction) => {
      const { resource, method } = findIntegration(state, transaction, call, input);
      const { methodIntegration: _deleted, ...rest } = method;
      putMethod(state, transaction, call, input.restApiId ?? "", resource, rest);
    });
    return {};
  },
};
