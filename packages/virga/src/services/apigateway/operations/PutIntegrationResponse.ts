import type { IntegrationResponse, PutIntegrationResponseRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { checkResponseParameters, checkStatusCode, findIntegration, putIntegrationResponses } from "../methods.ts";
import { defined, managing } from "../model.ts";
import { checkContentHandling } from "../settings.ts";
import type { ApiGatewayState } from "../state.ts";

/** Sets what becomes of an answer of the integration. */
export const PutIntegrationResponse: Operation<ApiGatewayState, PutIntegrationResponseRequest, IntegrationResponse> = {
  authorize: (call, input) =>
    managing(
      call,
      "PUT",
      `/restapis/${input.restApiId}/resources/${input.resourceId}/methods/${input.httpMethod}/integration/responses/${input.statusCode}`,
    ),
  handle(call, input) {
    const { state } = call;
    const { statusCode = "", selectionPattern, responseParameters, responseTemplates, contentHandling } = input;
    checkStatusCode(statusCode);
    checkContentHandling(contentHandling);
    const response = defined({ statusCode, selectionPattern, responseParameters, responseTemplates, contentHandling });
    return state.change((transaction) => {
      const found = findIntegration(state, transaction, call, input);
      checkResponseParameters(found.method, statusCode, responseParameters);
      putIntegrationResponses(state, transaction, call, input, found, {
        ...found.integration.integrationResponses,
        [statusCode]: response,
      });
      return response;
    });
  },
};
