import type { DocumentationParts, GetDocumentationPartsRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { unsupported } from "../errors.ts";
import { managing } from "../model.ts";
import { page } from "../paging.ts";
import type { ApiGatewayState } from "../state.ts";

/** Lists documentation parts, of a type, a path or a name if wanted. */
export const GetDocumentationParts: Operation<ApiGatewayState, GetDocumentationPartsRequest, DocumentationParts> = {
  authorize: (call, input) => managing(call, "GET", `/restapis/${input.restApiId}/documentation/parts`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", type, nameQuery, path } = input;
    if (input.locationStatus === "UNDOCUMENTED") throw unsupported("the list of what is not documented");
    state.api(state.reader, call, restApiId);
    const parts = state.documentationParts
      .list(state.reader, call, restApiId)
      .filter(({ location }) => type === undefined || location.type === type)
      .filter(({ location }) => path === undefined || location.path === path)
      .filter(({ location }) => nameQuery === undefined || (location.name ?? "").includes(nameQuery));
    return page(parts, input);
  },
};
