import type { GetRuntimeManagementConfigRequest, GetRuntimeManagementConfigResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { latest } from "../model.ts";
import { parseFunctionName, qualifiedArn } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetRuntimeManagementConfig.html */
export const GetRuntimeManagementConfig: Operation<
  LambdaState,
  GetRuntimeManagementConfigRequest,
  GetRuntimeManagementConfigResponse
> = {
  authorize: onFunction("GetRuntimeManagementConfig"),
  handle(call, { FunctionName, Qualifier }) {
    const { state } = call;
    const name = parseFunctionName(call, FunctionName!, Qualifier);
    const { version } = state.version(state.reader, name, name.qualifier ?? latest);
    const { updateRuntimeOn = "Auto", runtimeVersionArn } = state.runtimeManagement(state.reader, name, version) ?? {};
    return {
      UpdateRuntimeOn: updateRuntimeOn,
      FunctionArn: qualifiedArn(name),
      ...(runtimeVersionArn !== undefined && { RuntimeVersionArn: runtimeVersionArn }),
    };
  },
};
