import type { FunctionEventInvokeConfig, UpdateFunctionEventInvokeConfigRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { checkConfigurable, describeConfig, readSettings, requireConfig } from "../functions/event-invoke-configs.ts";
import { parseFunctionName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionEventInvokeConfig.html */
export const UpdateFunctionEventInvokeConfig: Operation<
  LambdaState,
  UpdateFunctionEventInvokeConfigRequest,
  FunctionEventInvokeConfig
> = {
  authorize: onFunction("UpdateFunctionEventInvokeConfig"),
  handle(call, input) {
    const { state } = call;
    const name = parseFunctionName(call, input.FunctionName!, input.Qualifier);
    return state.transact((transaction) => {
      checkConfigurable(state, transaction, name);
      const { onSuccess, onFailure, ...kept } = requireConfig(state, transaction, name);
      const destinations = input.DestinationConfig ? {} : { onSuccess, onFailure };
      const settings = readSettings(state, transaction, name, input);
      const config = { ...kept, ...destinations, ...settings, lastModified: call.now };
      state.putEventInvokeConfig(transaction, config);
      return describeConfig(config);
    });
  },
};
