import type { GetModelTemplateRequest, Template } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import { modelTemplate } from "../model-template.ts";
import type { ApiGatewayState } from "../state.ts";

/** Writes a sample mapping template for a model. */
export const GetModelTemplate: Operation<ApiGatewayState, GetModelTemplateRequest, Template> = {
  authorize: (call, input) =>
    managing(call, "GET", `/restapis/${input.restApiId}/models/${input.modelName}/default_template`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", modelName = "" } = input;
    state.api(state.reader, call, restApiId);
    const { schema } = state.models.get(state.reader, call, restApiId, modelName);
    return { value: modelTemplate(schema, (name) => state.models.find(state.reader, call, restApiId, name)?.schema) };
  },
};
