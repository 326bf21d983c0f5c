import type { DeleteGatewayResponseRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Goes back to AWS's own answers of one type. */
export const DeleteGatewayResponse: Operation<ApiGatewayState, DeleteGatewayResponseRequest, object> = {
  authorize: (call, input) =>
    managing(call, "DELETE", `/restapis/${input.restApiId}/gatewayresponses/${input.responseType}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", responseType = "" } = input;
    state.change((transaction) => state.gatewayResponses.delete(transaction, call, restApiId, responseType));
    return {};
  },
};
