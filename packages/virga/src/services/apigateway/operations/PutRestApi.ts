import type { PutRestApiRequest, RestApi } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing, newId } from "../model.ts";
import { applyImport } from "../openapi/apply.ts";
import { readDocument } from "../openapi/document.ts";
import { readApi } from "../openapi/import.ts";
import { importParameters } from "../openapi/parameters.ts";
import type { ApiGatewayState } from "../state.ts";
import { apiView } from "../views.ts";

/** Makes an API what an OpenAPI document says. */
export const PutRestApi: Operation<ApiGatewayState, PutRestApiRequest, RestApi> = {
  authorize: (call, input) => managing(call, "PUT", `/restapis/${input.restApiId}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", mode = "merge", failOnWarnings = false, parameters } = input;
    const part = () => newId(call, 6);
    const document = readDocument(input.body ?? new Uint8Array());
    const { basePath, ignoresDocumentation } = importParameters(parameters);
    return state.change((transaction) => {
      const api = state.api(transaction, call, restApiId);
      const { rootResourceId } = api;
      const imported = readApi(document, { restApiId, rootResourceId, newId: part, basePath, ignoresDocumentation });
      return apiView(applyImport(state, transaction, call, api, imported, { mode, failOnWarnings, newId: part }));
    });
  },
};
