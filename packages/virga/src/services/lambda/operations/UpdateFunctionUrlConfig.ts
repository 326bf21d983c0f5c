import type { UpdateFunctionUrlConfigRequest, UpdateFunctionUrlConfigResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { checkUrlTarget, describeUrl, parseUrlName, refuseStreaming, requireUrl } from "../functions/urls.ts";
import type { FunctionUrl } from "../model.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionUrlConfig.html */
export const UpdateFunctionUrlConfig: Operation<
  LambdaState,
  UpdateFunctionUrlConfigRequest,
  UpdateFunctionUrlConfigResponse
> = {
  authorize: (call, input) =>
    onFunction("UpdateFunctionUrlConfig")(
      call,
      input,
      input.AuthType && { "lambda:FunctionUrlAuthType": input.AuthType },
    ),
  handle(call, { FunctionName, Qualifier, AuthType, Cors, InvokeMode }) {
    const { state, host } = call;
    const name = parseUrlName(call, FunctionName!, Qualifier);
    refuseStreaming(InvokeMode);
    return state.transact((transaction) => {
      checkUrlTarget(state, transaction, name);
      const url: FunctionUrl = {
        ...requireUrl(state, transaction, name),
        ...(AuthType && { authType: AuthType }),
        ...(Cors && { cors: Cors }),
        ...(InvokeMode && { invokeMode: InvokeMode }),
        lastModified: call.now,
      };
      state.putUrl(transaction, url);
      return describeUrl(host, url) as UpdateFunctionUrlConfigResponse;
    });
  },
};
