import type { DeleteDocumentationPartRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Deletes a documentation part. */
export const DeleteDocumentationPart: Operation<ApiGatewayState, DeleteDocumentationPartRequest, object> = {
  authorize: (call, input) =>
    managing(call, "DELETE", `/restapis/${input.restApiId}/documentation/parts/${input.documentationPartId}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", documentationPartId = "" } = input;
    state.change((transaction) => {
      state.api(transaction, call, restApiId);
      state.documentationParts.delete(transaction, call, restApiId, documentationPartId);
    });
    return {};
  },
};
