import type { CreateDocumentationPartRequest, DocumentationPart } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { checkLocationFree, checkProperties, wholeLocation } from "../documentation/documentation-parts.ts";
import { managing, newId } from "../model.ts";
import { checkQuota } from "../quotas.ts";
import type { ApiGatewayState } from "../state.ts";

/** Adds a text about a part of an API. */
export const CreateDocumentationPart: Operation<ApiGatewayState, CreateDocumentationPartRequest, DocumentationPart> = {
  authorize: (call, input) => managing(call, "POST", `/restapis/${input.restApiId}/documentation/parts`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "" } = input;
    const location = wholeLocation(input.location);
    const part = { id: newId(call, 6), location, properties: checkProperties(input.properties) };
    return state.change((transaction) => {
      state.api(transaction, call, restApiId);
      checkLocationFree(state.documentationParts.list(transaction, call, restApiId), location);
      checkQuota("documentation parts", state.documentationParts.list(transaction, call, restApiId).length + 1);
      state.documentationParts.put(transaction, call, restApiId, part.id, part);
      return part;
    });
  },
};
