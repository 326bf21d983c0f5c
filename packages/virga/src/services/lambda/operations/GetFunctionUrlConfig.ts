import type { GetFunctionUrlConfigRequest, GetFunctionUrlConfigResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { describeUrl, parseUrlName, requireUrl } from "../functions/urls.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionUrlConfig.html */
export const GetFunctionUrlConfig: Operation<LambdaState, GetFunctionUrlConfigRequest, GetFunctionUrlConfigResponse> = {
  authorize: onFunction("GetFunctionUrlConfig"),
  handle(call, { FunctionName, Qualifier }) {
    const name = parseUrlName(call, FunctionName!, Qualifier);
    return describeUrl(call.host, requireUrl(call.state, call.state.reader, name));
  },
};
