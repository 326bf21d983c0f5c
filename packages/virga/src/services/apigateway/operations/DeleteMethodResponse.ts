import type { DeleteMethodResponseRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { findMethodResponse, putMethod } from "../methods.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Deletes a response of a method. */
export const DeleteMethodResponse: Operation<ApiGatewayState, DeleteMethodResponseRequest, object> = {
  authorize: (call, input) =>
    managing(
      call,
      "DELETE",
      `/restapis/${input.restApiId}/resources/${input.resourceId}/methods/${input.httpMethod}/responses/${input.statusCode}`,
    ),
  handle(call, input) {
    const { state } = call;
    state.change((transaction) => {
      const { resource, method } = findMethodResponse(state, transaction, call, input);
      const { [input.statusCode ?? ""]: _deleted, ...methodResponses } = method.methodResponses ?? {};
      putMethod(state, transaction, call, input.restApiId ?? "", resource, { ...method, methodResponses });
    });
    return {};
  },
};
