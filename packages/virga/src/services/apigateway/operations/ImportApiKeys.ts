import type { ApiKeyIds, ImportApiKeysRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { readApiKeyFile } from "../api-key-file.ts";
import { badRequest } from "../errors.ts";
import { addToPlan } from "../key-in-plan.ts";
import { managing, newId } from "../model.ts";
import { checkQuota } from "../quotas.ts";
import type { ApiGatewayState } from "../state.ts";
import { newApiKey } from "../usage-plans.ts";

/** Creates the API keys of a file and puts them into its usage plans; a key whose value is there already is changed. */
export const ImportApiKeys: Operation<ApiGatewayState, ImportApiKeysRequest, ApiKeyIds> = {
  authorize: (call) => managing(call, "POST", "/apikeys"),
  handle(call, input) {
    const { state, now } = call;
    if (input.format !== "csv") throw badRequest(`Unsupported format of API keys: ${input.format}`);
    const rows = readApiKeyFile(new TextDecoder().decode(input.body));
    const warnings: string[] = [];
    const ids = state.change((transaction) => {
      const imported = rows.map(({ name, key: value, description, enabled, usagePlanIds }) => {
        if (value === "") throw badRequest(`The API key ${name} has no value`);
        const before = state.usage.keyByValue(transaction, call, value);
        const made = newApiKey({ name, value, description, enabled }, before?.id ?? newId(call, 10), value, now);
        state.usage.putKey(transaction, call, { ...made, created: before?.created ?? now });
        for (const usagePlanId of usagePlanIds) {
          const refusal = addToPlan(state.usage, transaction, call, usagePlanId, made.id);
          if (refusal === undefined) continue;
          if (input.failOnWarnings) throw refusal;
          warnings.push(refusal.message);
        }
        return made.id;
      });
      checkQuota("API keys", state.usage.keys(transaction, call).length);
      return imported;
    });
    return { ids, warnings };
  },
};
