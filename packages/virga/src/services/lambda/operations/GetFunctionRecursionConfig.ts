import type { GetFunctionRecursionConfigRequest, GetFunctionRecursionConfigResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { parseUnqualifiedName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionRecursionConfig.html */
export const GetFunctionRecursionConfig: Operation<
  LambdaState,
  GetFunctionRecursionConfigRequest,
  GetFunctionRecursionConfigResponse
> = {
  authorize: onFunction("GetFunctionRecursionConfig"),
  handle(call, { FunctionName }) {
    const { recursiveLoop } = call.state.function(call.state.reader, parseUnqualifiedName(call, FunctionName!));
    return { RecursiveLoop: recursiveLoop ?? "Terminate" };
  },
};
