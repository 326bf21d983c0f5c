import type { DeleteRestApiRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Deletes an API with all its parts. */
export const DeleteRestApi: Operation<ApiGatewayState, DeleteRestApiRequest, object> = {
  authorize: (call, input) => managing(call, "DELETE", `/restapis/${input.restApiId}`),
  handle(call, input) {
    const { state } = call;
    state.change((transaction) => state.deleteApi(transaction, call, input.restApiId ?? ""));
    return {};
  },
};
