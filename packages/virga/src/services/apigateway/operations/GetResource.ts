import type { GetResourceRequest, Resource } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";
import { resourceView } from "../views.ts";

/** Describes a resource, with its methods if `embed` asks for them. */
export const GetResource: Operation<ApiGatewayState, GetResourceRequest, Resource> = {
  authorize: (call, input) => managing(call, "GET", `/restapis/${input.restApiId}/resources/${input.resourceId}`),
  handle(call, input) {
    const { state } = call;
    state.api(state.reader, call, input.restApiId ?? "");
    const resource = state.resources.get(state.reader, call, input.restApiId ?? "", input.resourceId ?? "");
    return resourceView(resource, input.embed?.includes("methods"));
  },
};
