import type { TestInvokeAuthorizerRequest, TestInvokeAuthorizerResponse } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { testAuthorizer } from "../gateway/authorizer-test.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Asks an authorizer about a request, and tells what it says. */
export const TestInvokeAuthorizer: Operation<
  ApiGatewayState,
  TestInvokeAuthorizerRequest,
  TestInvokeAuthorizerResponse
> = {
  authorize: (call, input) => managing(call, "POST", `/restapis/${input.restApiId}/authorizers/${input.authorizerId}`),
  handle: (call, input) => testAuthorizer(call, input),
};
