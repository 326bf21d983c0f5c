import type { Authorizer, UpdateAuthorizerRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { checkAuthorizer } from "../authorizers.ts";
import { managing } from "../model.ts";
import { applyPatch } from "../patch.ts";
import { authorizerPaths } from "../patch-paths.ts";
import type { ApiGatewayState } from "../state.ts";

/** Patches an authorizer. */
export const UpdateAuthorizer: Operation<ApiGatewayState, UpdateAuthorizerRequest, Authorizer> = {
  authorize: (call, input) => managing(call, "PATCH", `/restapis/${input.restApiId}/authorizers/${input.authorizerId}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", authorizerId = "" } = input;
    return state.change((transaction) => {
      const before = state.authorizers.get(transaction, call, restApiId, authorizerId);
      const authorizer = applyPatch(before, input.patchOperations, authorizerPaths);
      checkAuthorizer(authorizer);
      state.authorizers.put(transaction, call, restApiId, authorizerId, authorizer);
      return authorizer;
    });
  },
};
