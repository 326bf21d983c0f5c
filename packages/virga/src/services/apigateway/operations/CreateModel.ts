import type { CreateModelRequest, Model } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { conflict } from "../errors.ts";
import { defined, managing, newId } from "../model.ts";
import { checkModel } from "../models.ts";
import type { ApiGatewayState } from "../state.ts";

/** Adds a model: a JSON Schema that request bodies can be checked against. */
export const CreateModel: Operation<ApiGatewayState, CreateModelRequest, Model> = {
  authorize: (call, input) => managing(call, "POST", `/restapis/${input.restApiId}/models`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", name = "", description, contentType = "" } = input;
    const schema = input.schema ?? "";
    checkModel(name, schema);
    const model = defined({ id: newId(call, 6), name, description, schema, contentType });
    return state.change((transaction) => {
      state.api(transaction, call, restApiId);
      if (state.models.find(transaction, call, restApiId, name)) {
        throw conflict("Model name already exists for this REST API");
      }
      state.models.put(transaction, call, restApiId, name, model);
      return model;
    });
  },
};
