import type { BasePathMapping, CreateBasePathMappingRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { newMapping } from "../domains/base-paths.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Maps a base path of a custom domain to an API or one of its stages. */
export const CreateBasePathMapping: Operation<ApiGatewayState, CreateBasePathMappingRequest, BasePathMapping> = {
  authorize: (call, input) => managing(call, "POST", `/domainnames/${input.domainName}/basepathmappings`),
  handle(call, input) {
    const { state } = call;
    return state.change((transaction) => {
      const { domainName } = state.domains.get(transaction, call, input.domainName ?? "");
      const mapping = newMapping(state, transaction, call, input);
      state.domains.addMapping(transaction, call, domainName, mapping);
      return mapping;
    });
  },
};
