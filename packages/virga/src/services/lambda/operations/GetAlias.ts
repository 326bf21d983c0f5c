import type { AliasConfiguration, GetAliasRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { describeAlias, requireAlias } from "../functions/aliases.ts";
import { parseUnqualifiedName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html */
export const GetAlias: Operation<LambdaState, GetAliasRequest, AliasConfiguration> = {
  authorize: onFunction("GetAlias"),
  handle(call, { FunctionName, Name }) {
    const place = parseUnqualifiedName(call, FunctionName!);
    call.state.function(call.state.reader, place);
    return describeAlias(requireAlias(call.state, call.state.reader, place, Name!));
  },
};
