import type { DocumentationPart, UpdateDocumentationPartRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { checkProperties, documentationPartPaths } from "../documentation/documentation-parts.ts";
import { managing } from "../model.ts";
import { applyPatch } from "../patch.ts";
import type { ApiGatewayState } from "../state.ts";

/** Patches a documentation part. */
export const UpdateDocumentationPart: Operation<ApiGatewayState, UpdateDocumentationPartRequest, DocumentationPart> = {
  authorize: (call, input) =>
    managing(call, "PATCH", `/restapis/${input.restApiId}/documentation/parts/${input.documentationPartId}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", documentationPartId = "" } = input;
    return state.change((transaction) => {
      state.api(transaction, call, restApiId);
      const before = state.documentationParts.get(transaction, call, restApiId, documentationPartId);
      const part = applyPatch(before, input.patchOperations, documentationPartPaths);
      checkProperties(part.properties);
      state.documentationParts.put(transaction, call, restApiId, part.id, part);
      return part;
    });
  },
};
