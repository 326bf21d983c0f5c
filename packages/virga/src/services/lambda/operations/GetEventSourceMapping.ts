import type { EventSourceMappingConfiguration, GetEventSourceMappingRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { describeMapping } from "../event-sources/descriptions.ts";
import { onMapping, requireMapping } from "../event-sources/mappings.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetEventSourceMapping.html */
export const GetEventSourceMapping: Operation<
  LambdaState,
  GetEventSourceMappingRequest,
  EventSourceMappingConfiguration
> = {
  authorize: onMapping("GetEventSourceMapping"),
  handle(call, { UUID }) {
    const { state } = call;
    const mapping = requireMapping(call, state.reader, UUID!);
    return describeMapping(mapping, state.mappings.lastResult(state.reader, mapping.uuid));
  },
};
