import type { Integration, UpdateIntegrationRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { findIntegration, putMethod } from "../methods.ts";
import { managing } from "../model.ts";
import { applyPatch } from "../patch.ts";
import { integrationPaths } from "../patch-paths.ts";
import { checkIntegration } from "../settings.ts";
import type { ApiGatewayState } from "../state.ts";

/** Patches what a method calls. */
export const UpdateIntegration: Operation<ApiGatewayState, UpdateIntegrationRequest, Integration> = {
  authorize: (call, input) =>
    managing(
      call,
      "PATCH",
      `/restapis/${input.restApiId}/resources/${input.resourceId}/methods/${input.httpMethod}/integration`,
    ),
  handle(call, input) {
    const { state } = call;
    return state.change((transaction) => {
      const { resource, method, integration } = findIntegration(state, transaction, call, input);
      const methodIntegration = applyPatch(integration, input.patchOperations, integrationPaths);
      checkIntegration(methodIntegration);
      putMethod(state, transaction, call, input.restApiId ?? "", resource, { ...method, methodIntegration });
      return methodIntegration;
    });
  },
};
