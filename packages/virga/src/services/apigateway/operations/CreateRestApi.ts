import type { CreateRestApiRequest, RestApi } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { defaultModels, managing, newId } from "../model.ts";
import { newApi } from "../settings.ts";
import type { ApiGatewayState } from "../state.ts";
import { apiView } from "../views.ts";

/** Creates an API with its root resource and its two default models. */
export const CreateRestApi: Operation<ApiGatewayState, CreateRestApiRequest, RestApi> = {
  authorize: (call) => managing(call, "POST", "/restapis"),
  handle(call, input) {
    const { state } = call;
    const id = newId(call, 10);
    const rootResourceId = newId(call, 10);
    const api = newApi(input, call, { id, rootResourceId }, call.now);
    return state.change((transaction) => {
      state.putApi(transaction, call, api);
      state.resources.put(transaction, call, id, rootResourceId, { id: rootResourceId, path: "/", methods: {} });
      for (const model of defaultModels(() => newId(call, 6))) {
        state.models.put(transaction, call, id, model.name, model);
      }
      return apiView(api);
    });
  },
};
