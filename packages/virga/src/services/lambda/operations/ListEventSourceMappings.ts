import type { ListEventSourceMappingsRequest, ListEventSourceMappingsResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onEverything } from "../authorization.ts";
import { describeMapping } from "../event-sources/descriptions.ts";
import { selectMappings } from "../event-sources/mappings.ts";
import { parseFunctionName } from "../names.ts";
import { afterMarker, pageOf } from "../paging.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html */
export const ListEventSourceMappings: Operation<
  LambdaState,
  ListEventSourceMappingsRequest,
  ListEventSourceMappingsResponse
> = {
  authorize: onEverything("ListEventSourceMappings"),
  handle(call, input) {
    const { state } = call;
    const { EventSourceArn: sourceArn, FunctionName } = input;
    const target = FunctionName === undefined ? undefined : parseFunctionName(call, FunctionName);
    if (target) state.describedVersion(state.reader, target);
    const { after } = afterMarker(input);
    const { items, next } = pageOf(selectMappings(call, { sourceArn, target }, after), input, ({ uuid }) => uuid);
    const described = items.map((each) => describeMapping(each, state.mappings.lastResult(state.reader, each.uuid)));
    return { EventSourceMappings: described, ...next };
  },
};
