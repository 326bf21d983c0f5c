import type { Resource, UpdateResourceRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import { applyPatch } from "../patch.ts";
import { resourcePaths } from "../patch-paths.ts";
import { moveResource } from "../resource-tree.ts";
import type { ApiGatewayState } from "../state.ts";
import { resourceView } from "../views.ts";

/** Renames or moves a resource, with all below it. */
export const UpdateResource: Operation<ApiGatewayState, UpdateResourceRequest, Resource> = {
  authorize: (call, input) => managing(call, "PATCH", `/restapis/${input.restApiId}/resources/${input.resourceId}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", resourceId = "" } = input;
    return state.change((transaction) => {
      const before = state.resources.get(transaction, call, restApiId, resourceId);
      const after = applyPatch(before, input.patchOperations, resourcePaths);
      const all = state.resources.list(transaction, call, restApiId);
      const moved = moveResource(all, before, after);
      for (const resource of moved) state.resources.put(transaction, call, restApiId, resource.id, resource);
      return resourceView(moved[0] ?? after);
    });
  },
};
