import type { GetResourcesRequest, Resources } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import { page } from "../paging.ts";
import type { ApiGatewayState } from "../state.ts";
import { resourceView } from "../views.ts";

/** Lists the resources of an API. */
export const GetResources: Operation<ApiGatewayState, GetResourcesRequest, Resources> = {
  authorize: (call, input) => managing(call, "GET", `/restapis/${input.restApiId}/resources`),
  handle(call, input) {
    const { state } = call;
    state.api(state.reader, call, input.restApiId ?? "");
    const found = page(state.resources.list(state.reader, call, input.restApiId ?? ""), input);
    return { ...found, items: found.items.map((resource) => resourceView(resource, input.embed?.includes("methods"))) };
  },
};
