import type {
  ListFunctionEventInvokeConfigsRequest,
  ListFunctionEventInvokeConfigsResponse,
} from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { checkConfigurable, describeConfig } from "../functions/event-invoke-configs.ts";
import { parseUnqualifiedName } from "../names.ts";
import { afterMarker, pageOf } from "../paging.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionEventInvokeConfigs.html */
export const ListFunctionEventInvokeConfigs: Operation<
  LambdaState,
  ListFunctionEventInvokeConfigsRequest,
  ListFunctionEventInvokeConfigsResponse
> = {
  authorize: onFunction("ListFunctionEventInvokeConfigs"),
  handle(call, input) {
    const { state } = call;
    const place = parseUnqualifiedName(call, input.FunctionName!);
    checkConfigurable(state, state.reader, place);
    const listing = state.eventInvokeConfigs(state.reader, place, afterMarker(input));
    const { items, next } = pageOf(listing, input, ({ qualifier }) => qualifier);
    return { FunctionEventInvokeConfigs: items.map(describeConfig), ...next };
  },
};
