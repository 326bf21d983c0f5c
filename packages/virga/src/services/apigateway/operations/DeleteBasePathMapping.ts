import type { DeleteBasePathMappingRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { basePathOf } from "../domains/base-paths.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Deletes a base path mapping. */
export const DeleteBasePathMapping: Operation<ApiGatewayState, DeleteBasePathMappingRequest, object> = {
  authorize: (call, input) =>
    managing(call, "DELETE", `/domainnames/${input.domainName}/basepathmappings/${input.basePath}`),
  handle(call, input) {
    const { state } = call;
    const { domainName = "" } = input;
    state.change((transaction) =>
      state.domains.deleteMapping(transaction, call, domainName, basePathOf(input.basePath)),
    );
    return {};
  },
};
