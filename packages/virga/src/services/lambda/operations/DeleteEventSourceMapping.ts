import type { DeleteEventSourceMappingRequest, EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { describeMapping } from "../event-sources/descriptions.ts";
import { onMapping, requireMapping } from "../event-sources/mappings.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteEventSourceMapping.html */
export const DeleteEventSourceMapping: Operation<
  LambdaState,
  DeleteEventSourceMappingRequest,
  EventSourceMappingConfiguration
> = {
  authorize: onMapping("DeleteEventSourceMapping"),
  handle(call, { UUID }) {
    const { state } = call;
    return state.transact((transaction) => {
      const mapping = requireMapping(call, transaction, UUID!);
      const result = state.mappings.lastResult(transaction, mapping.uuid);
      state.mappings.delete(transaction, mapping);
      return describeMapping(mapping, result, "Deleting");
    });
  },
};
