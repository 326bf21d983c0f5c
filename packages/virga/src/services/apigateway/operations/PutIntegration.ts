import type { Integration, PutIntegrationRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { findMethod, putMethod } from "../methods.ts";
import { managing } from "../model.ts";
import { newIntegration } from "../settings.ts";
import type { ApiGatewayState } from "../state.ts";

/** Sets what a method calls. */
export const PutIntegration: Operation<ApiGatewayState, PutIntegrationRequest, Integration> = {
  authorize: (call, input) =>
    managing(
      call,
      "PUT",
      `/restapis/${input.restApiId}/resources/${input.resourceId}/methods/${input.httpMethod}/integration`,
    ),
  handle(call, input) {
    const { state } = call;
    const integration = newIntegration(input);
    return state.change((transaction) => {
      const { resource, method } = findMethod(state, transaction, call, input);
      const integrationResponses = method.methodIntegration?.integrationResponses;
      const methodIntegration = { ...integration, ...(integrationResponses && { integrationResponses }) };
      putMethod(state, transaction, call, input.restApiId ?? "", resource, { ...method, methodIntegration });
      return methodIntegration;
    });
  },
};
