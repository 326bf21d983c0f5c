import type { GetRestApisRequest, RestApis } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import { page } from "../paging.ts";
import type { ApiGatewayState } from "../state.ts";
import { apiView } from "../views.ts";

/** Lists the APIs of the account in the region. */
export const GetRestApis: Operation<ApiGatewayState, GetRestApisRequest, RestApis> = {
  authorize: (call) => managing(call, "GET", "/restapis"),
  handle(call, input) {
    const found = page(call.state.apis(call.state.reader, call), input);
    return { ...found, items: found.items.map(apiView) };
  },
};
