import type { RequestValidator, UpdateRequestValidatorRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import { applyPatch } from "../patch.ts";
import { requestValidatorPaths } from "../patch-paths.ts";
import type { ApiGatewayState } from "../state.ts";

/** Patches a request validator. */
export const UpdateRequestValidator: Operation<ApiGatewayState, UpdateRequestValidatorRequest, RequestValidator> = {
  authorize: (call, input) =>
    managing(call, "PATCH", `/restapis/${input.restApiId}/requestvalidators/${input.requestValidatorId}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", requestValidatorId = "" } = input;
    return state.change((transaction) => {
      const before = state.validators.get(transaction, call, restApiId, requestValidatorId);
      const validator = applyPatch(before, input.patchOperations, requestValidatorPaths);
      state.validators.put(transaction, call, restApiId, requestValidatorId, validator);
      return validator;
    });
  },
};
