import type { ImportRestApiRequest, RestApi } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing, newId } from "../model.ts";
import { applyImport } from "../openapi/apply.ts";
import { readDocument } from "../openapi/document.ts";
import { readApi } from "../openapi/import.ts";
import { importParameters } from "../openapi/parameters.ts";
import { newApi } from "../settings.ts";
import type { ApiGatewayState } from "../state.ts";
import { apiView } from "../views.ts";

/** Creates an API from an OpenAPI document. */
export const ImportRestApi: Operation<ApiGatewayState, ImportRestApiRequest, RestApi> = {
  authorize: (call) => managing(call, "POST", "/restapis"),
  handle(call, input) {
    const { state } = call;
    const ids = { id: newId(call, 10), rootResourceId: newId(call, 10) };
    const part = () => newId(call, 6);
    const { basePath, ignoresDocumentation, endpointConfiguration } = importParameters(input.parameters);
    const options = {
      restApiId: ids.id,
      rootResourceId: ids.rootResourceId,
      newId: part,
      basePath,
      ignoresDocumentation,
    };
    const imported = readApi(readDocument(input.body ?? new Uint8Array()), options);
    const { name = "" } = imported.settings;
    const api = newApi({ name, ...(endpointConfiguration && { endpointConfiguration }) }, call, ids, call.now);
    const { failOnWarnings = false } = input;
    return state.change((transaction) =>
      apiView(applyImport(state, transaction, call, api, imported, { mode: "overwrite", failOnWarnings, newId: part })),
    );
  },
};
