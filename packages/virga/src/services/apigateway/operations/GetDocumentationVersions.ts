import type { DocumentationVersions, GetDocumentationVersionsRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { documentationVersionView } from "../documentation/documentation-parts.ts";
import { managing } from "../model.ts";
import { page } from "../paging.ts";
import type { ApiGatewayState } from "../state.ts";

/** Lists the versions of an API's documentation. */
export const GetDocumentationVersions: Operation<
  ApiGatewayState,
  GetDocumentationVersionsRequest,
  DocumentationVersions
> = {
  authorize: (call, input) => managing(call, "GET", `/restapis/${input.restApiId}/documentation/versions`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "" } = input;
    state.api(state.reader, call, restApiId);
    const found = page(state.documentationVersions.list(state.reader, call, restApiId), input);
    return { ...found, items: found.items.map(documentationVersionView) };
  },
};
