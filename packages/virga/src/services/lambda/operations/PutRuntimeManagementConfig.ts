import type { PutRuntimeManagementConfigRequest, PutRuntimeManagementConfigResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { invalidParameter } from "../errors.ts";
import { latest, type RuntimeManagement } from "../model.ts";
import { parseFunctionName, qualifiedArn } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutRuntimeManagementConfig.html */
export const PutRuntimeManagementConfig: Operation<
  LambdaState,
  PutRuntimeManagementConfigRequest,
  PutRuntimeManagementConfigResponse
> = {
  authorize: onFunction("PutRuntimeManagementConfig"),
  handle(call, { FunctionName, Qualifier, UpdateRuntimeOn, RuntimeVersionArn }) {
    const { state } = call;
    const name = parseFunctionName(call, FunctionName!, Qualifier);
    if ((UpdateRuntimeOn === "Manual") !== (RuntimeVersionArn !== undefined)) {
      throw invalidParameter("RuntimeVersionArn must be given with the update mode Manual, and with no other.");
    }
    const management: RuntimeManagement = {
      updateRuntimeOn: UpdateRuntimeOn!,
      ...(RuntimeVersionArn === undefined ? {} : { runtimeVersionArn: RuntimeVersionArn }),
    };
    state.transact((transaction) => {
      const { version } = state.version(transaction, name, name.qualifier ?? latest);
      state.putRuntimeManagement(transaction, name, version, management);
    });
    return { UpdateRuntimeOn, FunctionArn: qualifiedArn(name), RuntimeVersionArn };
  },
};
