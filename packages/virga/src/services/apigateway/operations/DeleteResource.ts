import type { DeleteResourceRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { badRequest } from "../errors.ts";
import { managing } from "../model.ts";
import { withDescendants } from "../resource-tree.ts";
import type { ApiGatewayState } from "../state.ts";

/** Deletes a resource with all below it. */
export const DeleteResource: Operation<ApiGatewayState, DeleteResourceRequest, object> = {
  authorize: (call, input) => managing(call, "DELETE", `/restapis/${input.restApiId}/resources/${input.resourceId}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", resourceId = "" } = input;
    state.change((transaction) => {
      const resource = state.resources.get(transaction, call, restApiId, resourceId);
      if (resource.parentId === undefined) throw badRequest("Invalid Resource identifier specified");
      const below = withDescendants(state.resources.list(transaction, call, restApiId), resource);
      for (const { id } of below) state.resources.delete(transaction, call, restApiId, id);
    });
    return {};
  },
};
