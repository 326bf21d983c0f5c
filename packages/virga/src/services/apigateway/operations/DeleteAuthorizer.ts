import type { DeleteAuthorizerRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { conflict } from "../errors.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Deletes an authorizer that no method uses. */
export const DeleteAuthorizer: Operation<ApiGatewayState, DeleteAuthorizerRequest, object> = {
  authorize: (call, input) =>
    managing(call, "DELETE", `/restapis/${input.restApiId}/authorizers/${input.authorizerId}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", authorizerId = "" } = input;
    state.change((transaction) => {
      const methods = state.resources
        .list(transaction, call, restApiId)
        .flatMap(({ methods }) => Object.values(methods));
      if (methods.some((method) => method.authorizerId === authorizerId)) {
        throw conflict("Cannot delete authorizer, is referenced in a method");
      }
      state.authorizers.delete(transaction, call, restApiId, authorizerId);
    });
    return {};
  },
};
