import type { DocumentationPartIds, ImportDocumentationPartsRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { putParts, readParts } from "../documentation/documented-apis.ts";
import { managing, newId } from "../model.ts";
import { readDocument } from "../openapi/document.ts";
import type { ApiGatewayState } from "../state.ts";

/** Takes documentation parts out of an OpenAPI document. */
export const ImportDocumentationParts: Operation<
  ApiGatewayState,
  ImportDocumentationPartsRequest,
  DocumentationPartIds
> = {
  authorize: (call, input) => managing(call, "PUT", `/restapis/${input.restApiId}/documentation/parts`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", mode = "merge", body = new Uint8Array() } = input;
    const parts = readParts(readDocument(body).root);
    const options = { mode, newId: () => newId(call, 6) };
    return state.change((transaction) => {
      state.api(transaction, call, restApiId);
      return { ids: putParts(state, transaction, call, restApiId, parts, options) };
    });
  },
};
