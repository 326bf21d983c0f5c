import type { ApiKeys, GetApiKeysRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import { page } from "../paging.ts";
import type { ApiGatewayState } from "../state.ts";
import { apiKeyView } from "../usage-plans.ts";

/** Lists the API keys whose names begin with a text. */
export const GetApiKeys: Operation<ApiGatewayState, GetApiKeysRequest, ApiKeys> = {
  authorize: (call) => managing(call, "GET", "/apikeys"),
  handle(call, input) {
    const { nameQuery = "", customerId, includeValues } = input;
    const keys = call.state.usage
      .keys(call.state.reader, call)
      .filter((key) => (key.name ?? "").startsWith(nameQuery))
      .filter((key) => customerId === undefined || key.customerId === customerId);
    const found = page(keys, input);
    return { ...found, items: found.items.map((key) => apiKeyView(key, includeValues)) };
  },
};
