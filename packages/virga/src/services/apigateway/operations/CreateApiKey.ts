import type { ApiKey, CreateApiKeyRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing, newId } from "../model.ts";
import { checkQuota } from "../quotas.ts";
import type { ApiGatewayState } from "../state.ts";
import { apiKeyView, newApiKey } from "../usage-plans.ts";

const valueAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const valueLength = 40;

/** Creates an API key. */
export const CreateApiKey: Operation<ApiGatewayState, CreateApiKeyRequest, ApiKey> = {
  authorize: (call) => managing(call, "POST", "/apikeys"),
  handle(call, input) {
    const { state, host, now } = call;
    const value = host.ids.text(valueLength, valueAlphabet);
    const key = newApiKey(input, newId(call, 10), value, now);
    state.change((transaction) => {
      checkQuota("API keys", state.usage.keys(transaction, call).length + 1);
      state.usage.putKey(transaction, call, key);
    });
    return apiKeyView(key, true);
  },
};
