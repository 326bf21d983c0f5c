import type { DeleteMethodRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { findMethod } from "../methods.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Deletes a method. */
export const DeleteMethod: Operation<ApiGatewayState, DeleteMethodRequest, object> = {
  authorize: (call, input) =>
    managing(call, "DELETE", `/restapis/${input.restApiId}/resources/${input.resourceId}/methods/${input.httpMethod}`),
  handle(call, input) {
    const { state } = call;
    state.change((transaction) => {
      const { resource, method } = findMethod(state, transaction, call, input);
      const { [method.httpMethod]: _deleted, ...methods } = resource.methods;
      state.resources.put(transaction, call, input.restApiId ?? "", resource.id, { ...resource, methods });
    });
    return {};
  },
};
