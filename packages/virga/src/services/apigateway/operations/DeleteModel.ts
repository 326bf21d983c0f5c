import type { DeleteModelRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import { checkModelUnused } from "../models.ts";
import type { ApiGatewayState } from "../state.ts";

/** Deletes a model that no method uses. */
export const DeleteModel: Operation<ApiGatewayState, DeleteModelRequest, object> = {
  authorize: (call, input) => managing(call, "DELETE", `/restapis/${input.restApiId}/models/${input.modelName}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", modelName = "" } = input;
    state.change((transaction) => {
      checkModelUnused(modelName, state.resources.list(transaction, call, restApiId));
      state.models.delete(transaction, call, restApiId, modelName);
    });
    return {};
  },
};
