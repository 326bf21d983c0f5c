import type { EventSourceMappingConfiguration, UpdateEventSourceMappingRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { describeMapping, type MappingState, userAction } from "../event-sources/descriptions.ts";
import { checkUnique, onMapping, requireMapping } from "../event-sources/mappings.ts";
import type { EventSourceMapping } from "../event-sources/model.ts";
import { readSettings } from "../event-sources/settings.ts";
import { checkSource } from "../event-sources/source-access.ts";
import { parseFunctionName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html */
export const UpdateEventSourceMapping: Operation<
  LambdaState,
  UpdateEventSourceMappingRequest,
  EventSourceMappingConfiguration
> = {
  authorize: onMapping("UpdateEventSourceMapping"),
  async handle(call, { UUID, FunctionName, ...input }) {
    const { state } = call;
    const before = requireMapping(call, state.reader, UUID!);
    const name = FunctionName === undefined ? before : parseFunctionName(call, FunctionName);
    const { kind, sourceArn } = before;
    const version = state.describedVersion(state.reader, name);
    readSettings(kind, sourceArn, input, call.now, before);
    await checkSource(call, kind, sourceArn, version);
    const { mapping, result } = state.transact((transaction) => {
      const found = requireMapping(call, transaction, UUID!);
      checkUnique(state, transaction, name, sourceArn, found.uuid);
      const settings = readSettings(kind, sourceArn, input, call.now, found);
      const updated: EventSourceMapping = {
        ...settings,
        account: found.account,
        region: found.region,
        functionName: name.functionName,
        ...(name.qualifier !== undefined && { qualifier: name.qualifier }),
        uuid: found.uuid,
        kind,
        sourceArn,
        created: found.created,
        tags: found.tags,
        lastModified: call.now,
        transitionReason: userAction(kind),
      };
      state.mappings.put(transaction, updated);
      return { mapping: updated, result: state.mappings.lastResult(transaction, found.uuid) };
    });
    return describeMapping(mapping, result, transition(before, mapping));
  },
};

function transition(before: EventSourceMapping, after: EventSourceMapping): MappingState {
  if (before.enabled === after.enabled) return after.enabled ? "Updating" : "Disabled";
  return after.enabled ? "Enabling" : "Disabling";
}
