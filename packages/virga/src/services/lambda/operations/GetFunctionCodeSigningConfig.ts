import type { GetFunctionCodeSigningConfigRequest, GetFunctionCodeSigningConfigResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { parseUnqualifiedName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** No function has one: code signing is not supported. https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionCodeSigningConfig.html */
export const GetFunctionCodeSigningConfig: Operation<
  LambdaState,
  GetFunctionCodeSigningConfigRequest,
  Partial<GetFunctionCodeSigningConfigResponse>
> = {
  authorize: onFunction("GetFunctionCodeSigningConfig"),
  handle(call, { FunctionName }) {
    call.state.function(call.state.reader, parseUnqualifiedName(call, FunctionName!));
    return {};
  },
};
