import type { FunctionEventInvokeConfig, GetFunctionEventInvokeConfigRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { describeConfig, requireConfig } from "../functions/event-invoke-configs.ts";
import { parseFunctionName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionEventInvokeConfig.html */
export const GetFunctionEventInvokeConfig: Operation<
  LambdaState,
  GetFunctionEventInvokeConfigRequest,
  FunctionEventInvokeConfig
> = {
  authorize: onFunction("GetFunctionEventInvokeConfig"),
  handle(call, { FunctionName, Qualifier }) {
    const name = parseFunctionName(call, FunctionName!, Qualifier);
    return describeConfig(requireConfig(call.state, call.state.reader, name));
  },
};
