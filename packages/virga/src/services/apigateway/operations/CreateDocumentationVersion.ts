import type { CreateDocumentationVersionRequest, DocumentationVersion } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { documentationVersionView } from "../documentation/documentation-parts.ts";
import { badRequest, conflict } from "../errors.ts";
import { defined, managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Keeps all texts about an API as they are now, for a stage if one is named. */
export const CreateDocumentationVersion: Operation<
  ApiGatewayState,
  CreateDocumentationVersionRequest,
  DocumentationVersion
> = {
  authorize: (call, input) => managing(call, "POST", `/restapis/${input.restApiId}/documentation/versions`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", documentationVersion: version = "", stageName, description } = input;
    if (version === "") throw badRequest("Documentation version cannot be empty");
    return state.change((transaction) => {
      state.api(transaction, call, restApiId);
      if (state.documentationVersions.find(transaction, call, restApiId, version)) {
        throw conflict(`Documentation version '${version}' already exists for this REST API`);
      }
      const parts = state.documentationParts.list(transaction, call, restApiId);
      const record = defined({ version, description, created: call.now, parts });
      state.documentationVersions.put(transaction, call, restApiId, version, record);
      if (stageName) {
        const stage = state.stages.get(transaction, call, restApiId, stageName);
        const documented = { ...stage, documentationVersion: version, updated: call.now };
        state.stages.put(transaction, call, restApiId, stageName, documented);
      }
      return documentationVersionView(record);
    });
  },
};
