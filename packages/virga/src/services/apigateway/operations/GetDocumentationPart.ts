import type { DocumentationPart, GetDocumentationPartRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Describes a documentation part. */
export const GetDocumentationPart: Operation<ApiGatewayState, GetDocumentationPartRequest, DocumentationPart> = {
  authorize: (call, input) =>
    managing(call, "GET", `/restapis/${input.restApiId}/documentation/parts/${input.documentationPartId}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", documentationPartId = "" } = input;
    state.api(state.reader, call, restApiId);
    return state.documentationParts.get(state.reader, call, restApiId, documentationPartId);
  },
};
