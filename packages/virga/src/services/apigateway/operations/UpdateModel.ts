import type { Model, UpdateModelRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import { checkModel } from "../models.ts";
import { applyPatch } from "../patch.ts";
import { modelPaths } from "../patch-paths.ts";
import type { ApiGatewayState } from "../state.ts";

/** Patches a model. */
export const UpdateModel: Operation<ApiGatewayState, UpdateModelRequest, Model> = {
  authorize: (call, input) => managing(call, "PATCH", `/restapis/${input.restApiId}/models/${input.modelName}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", modelName = "" } = input;
    return state.change((transaction) => {
      const before = state.models.get(transaction, call, restApiId, modelName);
      const model = applyPatch(before, input.patchOperations, modelPaths);
      checkModel(model.name, model.schema);
      state.models.put(transaction, call, restApiId, modelName, model);
      return model;
    });
  },
};
