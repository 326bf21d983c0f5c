import type { GetUsagePlansRequest, UsagePlans } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import { page } from "../paging.ts";
import type { ApiGatewayState } from "../state.ts";

/** Lists usage plans: all, or those of a key. */
export const GetUsagePlans: Operation<ApiGatewayState, GetUsagePlansRequest, UsagePlans> = {
  authorize: (call) => managing(call, "GET", "/usageplans"),
  handle(call, input) {
    const { usage, reader } = call.state;
    const { keyId } = input;
    return page(keyId === undefined ? usage.plans(reader, call) : usage.plansOfKey(reader, call, keyId), input);
  },
};
