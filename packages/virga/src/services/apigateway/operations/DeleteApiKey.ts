import type { DeleteApiKeyRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Deletes an API key, also from its usage plans. */
export const DeleteApiKey: Operation<ApiGatewayState, DeleteApiKeyRequest, object> = {
  authorize: (call, input) => managing(call, "DELETE", `/apikeys/${input.apiKey}`),
  handle(call, input) {
    const { state } = call;
    state.change((transaction) => state.usage.deleteKey(transaction, call, input.apiKey ?? ""));
    return {};
  },
};
