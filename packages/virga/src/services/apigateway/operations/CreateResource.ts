import type { CreateResourceRequest, Resource } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { checkPathPart, childPath, managing, newId } from "../model.ts";
import { checkQuota } from "../quotas.ts";
import { checkSibling } from "../settings.ts";
import type { ApiGatewayState } from "../state.ts";
import { resourceView } from "../views.ts";

/** Adds a resource below another one. */
export const CreateResource: Operation<ApiGatewayState, CreateResourceRequest, Resource> = {
  authorize: (call, input) => managing(call, "POST", `/restapis/${input.restApiId}/resources/${input.parentId}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", parentId = "", pathPart = "" } = input;
    checkPathPart(pathPart);
    return state.change((transaction) => {
      state.api(transaction, call, restApiId);
      const parent = state.resources.get(transaction, call, restApiId, parentId);
      const siblings = state.resources.list(transaction, call, restApiId);
      checkQuota("resources", siblings.length + 1);
      checkSibling(siblings, parent, pathPart);
      const id = newId(call, 6);
      const resource = { id, parentId, pathPart, path: childPath(parent.path, pathPart), methods: {} };
      state.resources.put(transaction, call, restApiId, id, resource);
      return resourceView(resource);
    });
  },
};
