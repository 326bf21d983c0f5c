import type { DeleteRestApiRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { checkUnmapped } from "../domains/base-paths.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Deletes an API with all its parts. */
export const DeleteRestApi: Operation<ApiGatewayState, DeleteRestApiRequest, object> = {
  authorize: (call, input) => managing(call, "DELETE", `/restapis/${input.restApiId}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "" } = input;
    state.change((transaction) => {
      checkUnmapped(state.domains.allMappings(transaction, call), restApiId);
      state.deleteApi(transaction, call, restApiId);
    });
    return {};
  },
};
