import type { GetFunctionRequest, GetFunctionResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { codeLocation, describeVersion } from "../functions/descriptions.ts";
import { parseFunctionName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html */
export const GetFunction: Operation<LambdaState, GetFunctionRequest, GetFunctionResponse> = {
  authorize: onFunction("GetFunction"),
  handle({ state, host, ...call }, { FunctionName, Qualifier }) {
    const name = parseFunctionName(call, FunctionName!, Qualifier);
    const version = state.describedVersion(state.reader, name);
    const { tags, reservedConcurrency } = state.function(state.reader, name);
    return {
      Configuration: describeVersion(version, name.qualifier),
      Code: { RepositoryType: "S3", Location: codeLocation(host, version.code) },
      ...(Object.keys(tags).length > 0 && { Tags: tags }),
      ...(reservedConcurrency !== undefined && {
        Concurrency: { ReservedConcurrentExecutions: reservedConcurrency },
      }),
    };
  },
};
