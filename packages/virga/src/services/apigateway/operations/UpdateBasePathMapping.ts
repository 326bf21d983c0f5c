import type { BasePathMapping, UpdateBasePathMappingRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { basePathMappingPaths, basePathOf, newMapping } from "../domains/base-paths.ts";
import { managing } from "../model.ts";
import { applyPatch } from "../patch.ts";
import type { ApiGatewayState } from "../state.ts";

/** Patches a base path mapping: its path, its API, its stage. */
export const UpdateBasePathMapping: Operation<ApiGatewayState, UpdateBasePathMappingRequest, BasePathMapping> = {
  authorize: (call, input) =>
    managing(call, "PATCH", `/domainnames/${input.domainName}/basepathmappings/${input.basePath}`),
  handle(call, input) {
    const { state } = call;
    const { domainName = "", patchOperations } = input;
    const basePath = basePathOf(input.basePath);
    return state.change((transaction) => {
      const before = state.domains.mapping(transaction, call, domainName, basePath);
      const patched = applyPatch(before, patchOperations, basePathMappingPaths);
      const mapping = newMapping(state, transaction, call, patched);
      state.domains.deleteMapping(transaction, call, domainName, basePath);
      state.domains.addMapping(transaction, call, domainName, mapping);
      return mapping;
    });
  },
};
