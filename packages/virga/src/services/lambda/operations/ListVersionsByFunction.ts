import type { ListVersionsByFunctionRequest, ListVersionsByFunctionResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { describeListed } from "../functions/descriptions.ts";
import { parseUnqualifiedName } from "../names.ts";
import { afterMarker, pageOf } from "../paging.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html */
export const ListVersionsByFunction: Operation<
  LambdaState,
  ListVersionsByFunctionRequest,
  ListVersionsByFunctionResponse
> = {
  authorize: onFunction("ListVersionsByFunction"),
  handle(call, input) {
    const { state } = call;
    const place = parseUnqualifiedName(call, input.FunctionName!);
    state.function(state.reader, place);
    const listing = state.versions(state.reader, place, afterMarker(input));
    const { items, next } = pageOf(listing, input, ({ version }) => version);
    return { Versions: items.map((version) => describeListed(version, version.version)), ...next };
  },
};
