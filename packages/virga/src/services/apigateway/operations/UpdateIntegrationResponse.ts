import type { IntegrationResponse, UpdateIntegrationResponseRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { checkResponseParameters, findIntegrationResponse, putIntegrationResponses } from "../methods.ts";
import { managing } from "../model.ts";
import { applyPatch } from "../patch.ts";
import { integrationResponsePaths } from "../patch-paths.ts";
import { checkContentHandling } from "../settings.ts";
import type { ApiGatewayState } from "../state.ts";

/** Patches what becomes of an answer of the integration. */
export const UpdateIntegrationResponse: Operation<
  ApiGatewayState,
  UpdateIntegrationResponseRequest,
  IntegrationResponse
> = {
  authorize: (call, input) =>
    managing(
      call,
      "PATCH",
      `/restapis/${input.restApiId}/resources/${input.resourceId}/methods/${input.httpMethod}/integration/responses/${input.statusCode}`,
    ),
  handle(call, input) {
    const { state } = call;
    return state.change((transaction) => {
      const found = findIntegrationResponse(state, transaction, call, input);
      const response = applyPatch(found.response, input.patchOperations, integrationResponsePaths);
      checkContentHandling(response.contentHandling);
      checkResponseParameters(found.method, input.statusCode ?? "", response.responseParameters);
      putIntegrationResponses(state, transaction, call, input, found, {
        ...found.integration.integrationResponses,
        [input.statusCode ?? ""]: response,
      });
      return response;
    });
  },
};
