import type { DeleteDocumentationVersionRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Deletes a version of an API's documentation. */
export const DeleteDocumentationVersion: Operation<ApiGatewayState, DeleteDocumentationVersionRequest, object> = {
  authorize: (call, input) =>
    managing(call, "DELETE", `/restapis/${input.restApiId}/documentation/versions/${input.documentationVersion}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", documentationVersion = "" } = input;
    state.change((transaction) => {
      state.api(transaction, call, restApiId);
      state.documentationVersions.delete(transaction, call, restApiId, documentationVersion);
    });
    return {};
  },
};
