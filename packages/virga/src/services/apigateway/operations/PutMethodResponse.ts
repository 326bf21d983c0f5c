import type { MethodResponse, PutMethodResponseRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { conflict } from "../errors.ts";
import { checkStatusCode, findMethod, putMethod } from "../methods.ts";
import { defined, managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Adds a response to a method. */
export const PutMethodResponse: Operation<ApiGatewayState, PutMethodResponseRequest, MethodResponse> = {
  authorize: (call, input) =>
    managing(
      call,
      "PUT",
      `/restapis/${input.restApiId}/resources/${input.resourceId}/methods/${input.httpMethod}/responses/${input.statusCode}`,
    ),
  handle(call, input) {
    const { state } = call;
    const { statusCode = "", responseParameters, responseModels } = input;
    checkStatusCode(statusCode);
    const response = defined({ statusCode, responseParameters, responseModels });
    return state.change((transaction) => {
      const { resource, method } = findMethod(state, transaction, call, input);
      if (method.methodResponses?.[statusCode]) throw conflict("Response already exists for this resource");
      const methodResponses = { ...method.methodResponses, [statusCode]: response };
      putMethod(state, transaction, call, input.restApiId ?? "", resource, { ...method, methodResponses });
      return response;
    });
  },
};
