import type { GatewayResponse, PutGatewayResponseRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { defined, managing } from "../model.ts";
import { checkGatewayResponse } from "../models.ts";
import type { ApiGatewayState } from "../state.ts";
import { gatewayResponseView } from "../views.ts";

/** Customises the answers of one type that API Gateway makes itself. */
export const PutGatewayResponse: Operation<ApiGatewayState, PutGatewayResponseRequest, GatewayResponse> = {
  authorize: (call, input) =>
    managing(call, "PUT", `/restapis/${input.restApiId}/gatewayresponses/${input.responseType}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", responseType = "", statusCode, responseParameters = {}, responseTemplates = {} } = input;
    checkGatewayResponse(responseType, statusCode);
    const record = defined({ responseType, statusCode, responseParameters, responseTemplates });
    return state.change((transaction) => {
      state.api(transaction, call, restApiId);
      state.gatewayResponses.put(transaction, call, restApiId, responseType, record);
      return gatewayResponseView(responseType, record);
    });
  },
};
