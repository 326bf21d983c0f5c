import type { GatewayResponse, UpdateGatewayResponseRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import { checkGatewayResponse } from "../models.ts";
import { applyPatch } from "../patch.ts";
import { gatewayResponsePaths } from "../patch-paths.ts";
import type { GatewayResponseRecord } from "../records.ts";
import type { ApiGatewayState } from "../state.ts";
import { gatewayResponseView } from "../views.ts";

/** Patches the answers of one type. */
export const UpdateGatewayResponse: Operation<ApiGatewayState, UpdateGatewayResponseRequest, GatewayResponse> = {
  authorize: (call, input) =>
    managing(call, "PATCH", `/restapis/${input.restApiId}/gatewayresponses/${input.responseType}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", responseType = "" } = input;
    return state.change((transaction) => {
      state.api(transaction, call, restApiId);
      const before = state.gatewayResponses.find(transaction, call, restApiId, responseType);
      const empty: GatewayResponseRecord = { responseType, responseParameters: {}, responseTemplates: {} };
      const record = applyPatch(before ?? empty, input.patchOperations, gatewayResponsePaths);
      checkGatewayResponse(responseType, record.statusCode);
      state.gatewayResponses.put(transaction, call, restApiId, responseType, record);
      return gatewayResponseView(responseType, record);
    });
  },
};
