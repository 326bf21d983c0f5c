import type { CreateFunctionUrlConfigRequest, CreateFunctionUrlConfigResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { resourceConflict } from "../errors.ts";
import { checkUrlTarget, describeUrl, newUrlId, parseUrlName, refuseStreaming } from "../functions/urls.ts";
import { type FunctionUrl, functionArn } from "../model.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunctionUrlConfig.html */
export const CreateFunctionUrlConfig: Operation<
  LambdaState,
  CreateFunctionUrlConfigRequest,
  CreateFunctionUrlConfigResponse
> = {
  authorize: (call, input) =>
    onFunction("CreateFunctionUrlConfig")(
      call,
      input,
      input.AuthType && { "lambda:FunctionUrlAuthType": input.AuthType },
    ),
  handle(call, { FunctionName, Qualifier, AuthType, Cors, InvokeMode }) {
    const { state, host } = call;
    const name = parseUrlName(call, FunctionName!, Qualifier);
    refuseStreaming(InvokeMode);
    return state.transact((transaction) => {
      if (state.findUrl(transaction, name, name.qualifier)) {
        throw resourceConflict(
          `Failed to create function url config for [functionArn = ${functionArn(name, name.qualifier)}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
        );
      }
      checkUrlTarget(state, transaction, name);
      const url: FunctionUrl = {
        ...name,
        urlId: newUrlId(host),
        authType: AuthType!,
        ...(Cors && { cors: Cors }),
        invokeMode: InvokeMode ?? "BUFFERED",
        created: call.now,
        lastModified: call.now,
      };
      state.putUrl(transaction, url);
      const { LastModifiedTime: _, ...described } = describeUrl(host, url);
      return described;
    });
  },
};
