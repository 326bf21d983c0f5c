import type { Method, PutMethodRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { conflict } from "../errors.ts";
import { putMethod } from "../methods.ts";
import { defined, managing } from "../model.ts";
import { authorizationType, checkHttpMethod, checkMethodReferences } from "../settings.ts";
import type { ApiGatewayState } from "../state.ts";

/** Adds a method to a resource. */
export const PutMethod: Operation<ApiGatewayState, PutMethodRequest, Method> = {
  authorize: (call, input) =>
    managing(call, "PUT", `/restapis/${input.restApiId}/resources/${input.resourceId}/methods/${input.httpMethod}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", resourceId = "", httpMethod = "" } = input;
    checkHttpMethod(httpMethod);
    const method = defined({
      httpMethod,
      authorizationType: authorizationType(input.authorizationType ?? ""),
      authorizerId: input.authorizerId,
      apiKeyRequired: input.apiKeyRequired ?? false,
      operationName: input.operationName,
      requestValidatorId: input.requestValidatorId,
      requestParameters: input.requestParameters,
      requestModels: input.requestModels,
      authorizationScopes: input.authorizationScopes,
    });
    return state.change((transaction) => {
      state.api(transaction, call, restApiId);
      const resource = state.resources.get(transaction, call, restApiId, resourceId);
      if (resource.methods[httpMethod]) throw conflict("Method already exists for this resource");
      checkMethodReferences(state, transaction, call, restApiId, method);
      putMethod(state, transaction, call, restApiId, resource, method);
      return method;
    });
  },
};
