import type { ApiKey, UpdateApiKeyRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import { applyPatch } from "../patch.ts";
import { apiKeyPaths } from "../patch-paths.ts";
import type { ApiGatewayState } from "../state.ts";
import { apiKeyView } from "../usage-plans.ts";

/** Patches an API key. */
export const UpdateApiKey: Operation<ApiGatewayState, UpdateApiKeyRequest, ApiKey> = {
  authorize: (call, input) => managing(call, "PATCH", `/apikeys/${input.apiKey}`),
  handle(call, input) {
    const { state, now } = call;
    return state.change((transaction) => {
      const before = state.usage.key(transaction, call, input.apiKey ?? "");
      const key = { ...applyPatch(before, input.patchOperations, apiKeyPaths), updated: now };
      state.usage.putKey(transaction, call, key);
      return apiKeyView(key);
    });
  },
};
