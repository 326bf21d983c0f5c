import type { PatchOperation, RestApi, UpdateRestApiRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import { applyPatch } from "../patch.ts";
import { restApiPaths } from "../patch-paths.ts";
import { checkCompression, wholePolicy } from "../settings.ts";
import type { ApiGatewayState } from "../state.ts";
import { apiView } from "../views.ts";

/** Patches an API. */
export const UpdateRestApi: Operation<ApiGatewayState, UpdateRestApiRequest, RestApi> = {
  authorize: (call, input) => managing(call, "PATCH", `/restapis/${input.restApiId}`),
  handle(call, input) {
    const { state } = call;
    return state.change((transaction) => {
      const before = state.api(transaction, call, input.restApiId ?? "");
      const patched = applyPatch(before, input.patchOperations?.map(withoutSize), restApiPaths);
      checkCompression(patched);
      // An empty policy takes it away.
      const { policy, ...rest } = patched;
      const api = { ...rest, ...(policy ? { policy: wholePolicy(policy, call, before.id) } : {}) };
      state.putApi(transaction, call, api);
      return apiView(api);
    });
  },
};

/** No size at all ends compression. */
function withoutSize(operation: PatchOperation): PatchOperation {
  const { op, path, value } = operation;
  return path === "/minimumCompressionSize" && op === "replace" && !value ? { op: "remove", path } : operation;
}
