import type { DocumentationVersion, GetDocumentationVersionRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { documentationVersionView } from "../documentation/documentation-parts.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Describes a version of an API's documentation. */
export const GetDocumentationVersion: Operation<ApiGatewayState, GetDocumentationVersionRequest, DocumentationVersion> =
  {
    authorize: (call, input) =>
      managing(call, "GET", `/restapis/${input.restApiId}/documentation/versions/${input.documentationVersion}`),
    handle(call, input) {
      const { state } = call;
      const { restApiId = "", documentationVersion = "" } = input;
      state.api(state.reader, call, restApiId);
      return documentationVersionView(
        state.documentationVersions.get(state.reader, call, restApiId, documentationVersion),
      );
    },
  };
