import type { BasePathMapping, GetBasePathMappingRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { basePathOf } from "../domains/base-paths.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Describes a base path mapping. */
export const GetBasePathMapping: Operation<ApiGatewayState, GetBasePathMappingRequest, BasePathMapping> = {
  authorize: (call, input) =>
    managing(call, "GET", `/domainnames/${input.domainName}/basepathmappings/${input.basePath}`),
  handle(call, input) {
    const { state } = call;
    return state.domains.mapping(state.reader, call, input.domainName ?? "", basePathOf(input.basePath));
  },
};
