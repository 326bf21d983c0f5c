import type { Authorizer, CreateAuthorizerRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { newAuthorizer } from "../authorizers.ts";
import { conflict } from "../errors.ts";
import { managing, newId } from "../model.ts";
import { checkQuota } from "../quotas.ts";
import type { ApiGatewayState } from "../state.ts";

/** Adds a Lambda or Cognito authorizer. */
export const CreateAuthorizer: Operation<ApiGatewayState, CreateAuthorizerRequest, Authorizer> = {
  authorize: (call, input) => managing(call, "POST", `/restapis/${input.restApiId}/authorizers`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "" } = input;
    const authorizer = newAuthorizer(newId(call, 6), input);
    return state.change((transaction) => {
      state.api(transaction, call, restApiId);
      if (state.authorizers.list(transaction, call, restApiId).some(({ name }) => name === authorizer.name)) {
        throw conflict("Authorizer name must be unique. Authorizer with this name already exists.");
      }
      checkQuota("authorizers", state.authorizers.list(transaction, call, restApiId).length + 1);
      state.authorizers.put(transaction, call, restApiId, authorizer.id, authorizer);
      return authorizer;
    });
  },
};
