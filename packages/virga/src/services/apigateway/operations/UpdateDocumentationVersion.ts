import type { DocumentationVersion, UpdateDocumentationVersionRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { documentationVersionPaths, documentationVersionView } from "../documentation/documentation-parts.ts";
import { managing } from "../model.ts";
import { applyPatch } from "../patch.ts";
import type { ApiGatewayState } from "../state.ts";

/** Patches a version of an API's documentation. */
export const UpdateDocumentationVersion: Operation<
  ApiGatewayState,
  UpdateDocumentationVersionRequest,
  DocumentationVersion
> = {
  authorize: (call, input) =>
    managing(call, "PATCH", `/restapis/${input.restApiId}/documentation/versions/${input.documentationVersion}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", documentationVersion = "" } = input;
    return state.change((transaction) => {
      state.api(transaction, call, restApiId);
      const before = state.documentationVersions.get(transaction, call, restApiId, documentationVersion);
      const version = applyPatch(before, input.patchOperations, documentationVersionPaths);
      state.documentationVersions.put(transaction, call, restApiId, version.version, version);
      return documentationVersionView(version);
    });
  },
};
