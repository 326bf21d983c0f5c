import type { Method, UpdateMethodRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { findMethod, putMethod } from "../methods.ts";
import { managing } from "../model.ts";
import { applyPatch } from "../patch.ts";
import { methodPaths } from "../patch-paths.ts";
import { authorizationType, checkMethodReferences } from "../settings.ts";
import type { ApiGatewayState } from "../state.ts";

/** Patches a method. */
export const UpdateMethod: Operation<ApiGatewayState, UpdateMethodRequest, Method> = {
  authorize: (call, input) =>
    managing(call, "PATCH", `/restapis/${input.restApiId}/resources/${input.resourceId}/methods/${input.httpMethod}`),
  handle(call, input) {
    const { state } = call;
    return state.change((transaction) => {
      const { resource, method: before } = findMethod(state, transaction, call, input);
      const patched = applyPatch(before, input.patchOperations, methodPaths);
      const method = { ...patched, authorizationType: authorizationType(patched.authorizationType) };
      checkMethodReferences(state, transaction, call, input.restApiId ?? "", method);
      putMethod(state, transaction, call, input.restApiId ?? "", resource, method);
      return method;
    });
  },
};
