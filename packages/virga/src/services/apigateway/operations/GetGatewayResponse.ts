import type { GatewayResponse, GetGatewayResponseRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import { checkGatewayResponse } from "../models.ts";
import type { ApiGatewayState } from "../state.ts";
import { gatewayResponseView } from "../views.ts";

/** Describes the answers of one type. */
export const GetGatewayResponse: Operation<ApiGatewayState, GetGatewayResponseRequest, GatewayResponse> = {
  authorize: (call, input) =>
    managing(call, "GET", `/restapis/${input.restApiId}/gatewayresponses/${input.responseType}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", responseType = "" } = input;
    state.api(state.reader, call, restApiId);
    checkGatewayResponse(responseType, undefined);
    return gatewayResponseView(responseType, state.gatewayResponses.find(state.reader, call, restApiId, responseType));
  },
};
