import type { ApiKey, GetApiKeyRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";
import { apiKeyView } from "../usage-plans.ts";

/** Describes an API key. */
export const GetApiKey: Operation<ApiGatewayState, GetApiKeyRequest, ApiKey> = {
  authorize: (call, input) => managing(call, "GET", `/apikeys/${input.apiKey}`),
  handle(call, input) {
    const { state } = call;
    return apiKeyView(state.usage.key(state.reader, call, input.apiKey ?? ""), input.includeValue);
  },
};
