import type { GetRestApiRequest, RestApi } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";
import { apiView } from "../views.ts";

/** Describes an API. */
export const GetRestApi: Operation<ApiGatewayState, GetRestApiRequest, RestApi> = {
  authorize: (call, input) => managing(call, "GET", `/restapis/${input.restApiId}`),
  handle(call, input) {
    return apiView(call.state.api(call.state.reader, call, input.restApiId ?? ""));
  },
};
