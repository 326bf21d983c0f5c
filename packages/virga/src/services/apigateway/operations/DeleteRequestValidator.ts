import type { DeleteRequestValidatorRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { conflict } from "../errors.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Deletes a request validator that no method uses. */
export const DeleteRequestValidator: Operation<ApiGatewayState, DeleteRequestValidatorRequest, object> = {
  authorize: (call, input) =>
    managing(call, "DELETE", `/restapis/${input.restApiId}/requestvalidators/${input.requestValidatorId}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", requestValidatorId = "" } = input;
    state.change((transaction) => {
      const methods = state.resources
        .list(transaction, call, restApiId)
        .flatMap(({ methods }) => Object.values(methods));
      if (methods.some((method) => method.requestValidatorId === requestValidatorId)) {
        throw conflict("Cannot delete request validator, is referenced in a method");
      }
      state.validators.delete(transaction, call, restApiId, requestValidatorId);
    });
    return {};
  },
};
