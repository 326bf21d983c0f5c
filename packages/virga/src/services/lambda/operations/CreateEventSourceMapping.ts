import type { CreateEventSourceMappingRequest, EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { describeMapping, userAction } from "../event-sources/descriptions.ts";
import { checkUnique } from "../event-sources/mappings.ts";
import type { EventSourceMapping } from "../event-sources/model.ts";
import { readSettings, refuseUnserved, sourceKind } from "../event-sources/settings.ts";
import { checkSource } from "../event-sources/source-access.ts";
import { checkTags } from "../functions/tags.ts";
import { functionArn } from "../model.ts";
import { parseFunctionName } from "../names.ts";
import type { RunningLambda } from "../running-lambda.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
export const CreateEventSourceMapping: Operation<
  RunningLambda,
  CreateEventSourceMappingRequest,
  EventSourceMappingConfiguration
> = {
  authorize: (call, { FunctionName = "" }) => ({
    action: "lambda:CreateEventSourceMapping",
    resource: "*",
    context: { "lambda:FunctionArn": functionArn(parseFunctionName(call, FunctionName)) },
  }),
  async handle(call, input) {
    const { state } = call;
    refuseUnserved(input);
    const name = parseFunctionName(call, input.FunctionName!);
    const kind = sourceKind(input.EventSourceArn);
    const sourceArn = input.EventSourceArn!;
    const settings = readSettings(kind, sourceArn, input, call.now);
    const version = state.describedVersion(state.reader, name);
    checkUnique(state, state.reader, name, sourceArn);
    await checkSource(call, kind, sourceArn, version);
    const mapping: EventSourceMapping = {
      ...name,
      uuid: call.host.ids.uuid(),
      kind,
      sourceArn,
      created: call.now,
      lastModified: call.now,
      transitionReason: userAction(kind),
      tags: checkTags(input.Tags ?? {}),
      ...settings,
    };
    state.transact((transaction) => {
      checkUnique(state, transaction, name, sourceArn);
      state.mappings.put(transaction, mapping);
    });
    return describeMapping(mapping, undefined, "Creating");
  },
};
