import type { FunctionEventInvokeConfig, PutFunctionEventInvokeConfigRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { checkConfigurable, configQualifier, describeConfig, readSettings } from "../functions/event-invoke-configs.ts";
import { parseFunctionName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html */
export const PutFunctionEventInvokeConfig: Operation<
  LambdaState,
  PutFunctionEventInvokeConfigRequest,
  FunctionEventInvokeConfig
> = {
  authorize: onFunction("PutFunctionEventInvokeConfig"),
  handle(call, input) {
    const { state } = call;
    const name = parseFunctionName(call, input.FunctionName!, input.Qualifier);
    return state.transact((transaction) => {
      checkConfigurable(state, transaction, name);
      const settings = readSettings(state, transaction, name, input);
      const { account, region, functionName } = name;
      const place = { account, region, functionName };
      const config = { ...place, qualifier: configQualifier(name), lastModified: call.now, ...settings };
      state.putEventInvokeConfig(transaction, config);
      return describeConfig(config);
    });
  },
};
