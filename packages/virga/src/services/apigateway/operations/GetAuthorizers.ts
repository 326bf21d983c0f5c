import type { Authorizers, GetAuthorizersRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import { page } from "../paging.ts";
import type { ApiGatewayState } from "../state.ts";

/** Lists the authorizers of an API. */
export const GetAuthorizers: Operation<ApiGatewayState, GetAuthorizersRequest, Authorizers> = {
  authorize: (call, input) => managing(call, "GET", `/restapis/${input.restApiId}/authorizers`),
  handle(call, input) {
    const { state } = call;
    state.api(state.reader, call, input.restApiId ?? "");
    return page(state.authorizers.list(state.reader, call, input.restApiId ?? ""), input);
  },
};
