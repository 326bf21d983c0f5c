import type { ListFunctionUrlConfigsRequest, ListFunctionUrlConfigsResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { checkUrlTarget, describeUrl } from "../functions/urls.ts";
import { latest } from "../model.ts";
import { parseUnqualifiedName } from "../names.ts";
import { afterMarker, pageOf } from "../paging.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionUrlConfigs.html */
export const ListFunctionUrlConfigs: Operation<
  LambdaState,
  ListFunctionUrlConfigsRequest,
  ListFunctionUrlConfigsResponse
> = {
  authorize: onFunction("ListFunctionUrlConfigs"),
  handle(call, input) {
    const { state } = call;
    const place = parseUnqualifiedName(call, input.FunctionName!);
    checkUrlTarget(state, state.reader, place);
    const listing = state.urls(state.reader, place, afterMarker(input));
    const { items, next } = pageOf(listing, input, ({ qualifier = latest }) => qualifier);
    return { FunctionUrlConfigs: items.map((url) => describeUrl(call.host, url)), ...next };
  },
};
