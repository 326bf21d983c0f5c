import type { TestInvokeMethodRequest, TestInvokeMethodResponse } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { testInvocation } from "../gateway/test-invocation.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Executes a method of the API as it is now, deployed or not, without authorization, and tells how that went. */
export const TestInvokeMethod: Operation<ApiGatewayState, TestInvokeMethodRequest, TestInvokeMethodResponse> = {
  authorize: (call, input) =>
    managing(call, "POST", `/restapis/${input.restApiId}/resources/${input.resourceId}/methods/${input.httpMethod}`),
  handle: (call, input) => testInvocation(call, input),
};
