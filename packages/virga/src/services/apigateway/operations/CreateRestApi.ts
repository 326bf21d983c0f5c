import type { CreateRestApiRequest, RestApi } from "@aws-sdk/client-api-gateway";
import type { Call, Operation } from "../../../kernel/service.ts";
import type { Transaction } from "../../../kernel/store.ts";
import { cloneApi, clonedSettings } from "../cloning.ts";
import { defaultModels, defined, managing, newId } from "../model.ts";
import type { ApiRecord } from "../records.ts";
import { newApi } from "../settings.ts";
import type { ApiGatewayState } from "../state.ts";
import { apiView } from "../views.ts";

/** Creates an API with its root resource and its two default models, or with what another one has. */
export const CreateRestApi: Operation<ApiGatewayState, CreateRestApiRequest, RestApi> = {
  authorize: (call) => managing(call, "POST", "/restapis"),
  handle(call, input) {
    const { state } = call;
    const id = newId(call, 10);
    const rootResourceId = newId(call, 10);
    return state.change((transaction) => {
      const from = input.cloneFrom ? state.api(transaction, call, input.cloneFrom) : undefined;
      const api = newApi({ ...clonedSettings(from), ...defined(input) }, call, { id, rootResourceId }, call.now);
      state.putApi(transaction, call, api);
      if (from !== undefined) cloneApi(state, transaction, call, from, api);
      else createDefaults(call, transaction, api);
      return apiView(api);
    });
  },
};

function createDefaults(
  call: Call<ApiGatewayState>,
  transaction: Transaction,
  { id, rootResourceId }: ApiRecord,
): void {
  const { state } = call;
  state.resources.put(transaction, call, id, rootResourceId, { id: rootResourceId, path: "/", methods: {} });
  for (const model of defaultModels(() => newId(call, 6))) {
    state.models.put(transaction, call, id, model.name, model);
  }
}
