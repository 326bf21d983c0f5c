import type { Authorizer, GetAuthorizerRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Describes a authorizer. */
export const GetAuthorizer: Operation<ApiGatewayState, GetAuthorizerRequest, Authorizer> = {
  authorize: (call, input) => managing(call, "GET", `/restapis/${input.restApiId}/authorizers/${input.authorizerId}`),
  handle(call, input) {
    const { state } = call;
    state.api(state.reader, call, input.restApiId ?? "");
    return state.authorizers.get(state.reader, call, input.restApiId ?? "", input.authorizerId ?? "");
  },
};
