import type { FunctionConfiguration, GetFunctionConfigurationRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { describeVersion } from "../functions/descriptions.ts";
import { parseFunctionName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export const GetFunctionConfiguration: Operation<LambdaState, GetFunctionConfigurationRequest, FunctionConfiguration> =
  {
    authorize: onFunction("GetFunctionConfiguration"),
    handle(call, { FunctionName, Qualifier }) {
      const name = parseFunctionName(call, FunctionName!, Qualifier);
      return describeVersion(call.state.describedVersion(call.state.reader, name), name.qualifier);
    },
  };
