import type { BasePathMappings, GetBasePathMappingsRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import { page } from "../paging.ts";
import type { ApiGatewayState } from "../state.ts";

/** Lists the base path mappings of a custom domain. */
export const GetBasePathMappings: Operation<ApiGatewayState, GetBasePathMappingsRequest, BasePathMappings> = {
  authorize: (call, input) => managing(call, "GET", `/domainnames/${input.domainName}/basepathmappings`),
  handle(call, input) {
    const { state } = call;
    return page(state.domains.mappings(state.reader, call, input.domainName ?? ""), input);
  },
};
