import type { GatewayResponses, GetGatewayResponsesRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { gatewayResponseTypes } from "../gateway/gateway-response-types.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";
import { gatewayResponseView } from "../views.ts";

/** Lists the answers of all types. */
export const GetGatewayResponses: Operation<ApiGatewayState, GetGatewayResponsesRequest, GatewayResponses> = {
  authorize: (call, input) => managing(call, "GET", `/restapis/${input.restApiId}/gatewayresponses`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "" } = input;
    state.api(state.reader, call, restApiId);
    const records = new Map(
      state.gatewayResponses.list(state.reader, call, restApiId).map((record) => [record.responseType, record]),
    );
    return { items: Array.from(gatewayResponseTypes.keys(), (type) => gatewayResponseView(type, records.get(type))) };
  },
};
