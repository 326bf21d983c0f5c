import type { MethodResponse, UpdateMethodResponseRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { findMethodResponse, putMethod } from "../methods.ts";
import { managing } from "../model.ts";
import { applyPatch } from "../patch.ts";
import { methodResponsePaths } from "../patch-paths.ts";
import type { ApiGatewayState } from "../state.ts";

/** Patches a response of a method. */
export const UpdateMethodResponse: Operation<ApiGatewayState, UpdateMethodResponseRequest, MethodResponse> = {
  authorize: (call, input) =>
    managing(
      call,
      "PATCH",
      `/restapis/${input.restApiId}/resources/${input.resourceId}/methods/${input.httpMethod}/responses/${input.statusCode}`,
    ),
  handle(call, input) {
    const { state } = call;
    return state.change((transaction) => {
      const { resource, method, response: before } = findMethodResponse(state, transaction, call, input);
      const response = applyPatch(before, input.patchOperations, methodResponsePaths);
      const methodResponses = { ...method.methodResponses, [input.statusCode ?? ""]: response };
      putMethod(state, transaction, call, input.restApiId ?? "", resource, { ...method, methodResponses });
      return response;
    });
  },
};
