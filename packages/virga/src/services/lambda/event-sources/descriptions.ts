import type { EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import { qualifiedArn } from "../names.ts";
import { type EventSourceMapping, mappingArn, noRecordsProcessed } from "./model.ts";

/** The state a mapping is in, as `State` tells it. What is asked for is done at once; only the answer that asked tells of a change. */
export type MappingState = "Creating" | "Enabling" | "Enabled" | "Disabling" | "Disabled" | "Updating" | "Deleting";

/** A mapping as answers have it. */
export function describeMapping(
  mapping: EventSourceMapping,
  lastResult: string = noRecordsProcessed,
  state: MappingState = mapping.enabled ? "Enabled" : "Disabled",
): EventSourceMappingConfiguration {
  const { stream, filters, maximumConcurrency, kmsKeyArn, metrics } = mapping;
  return {
    UUID: mapping.uuid,
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.batchingWindow,
    EventSourceArn: mapping.sourceArn,
    EventSourceMappingArn: mappingArn(mapping, mapping.uuid),
    FunctionArn: qualifiedArn(mapping),
    FunctionResponseTypes: [...mapping.responseTypes],
    LastModified: new Date(mapping.lastModified),
    State: state,
    StateTransitionReason: mapping.transitionReason,
    ...(filters && { FilterCriteria: { Filters: filters.map((Pattern) => ({ Pattern })) } }),
    ...(maximumConcurrency !== undefined && { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
    ...(kmsKeyArn !== undefined && { KMSKeyArn: kmsKeyArn }),
    ...(metrics && { MetricsConfig: { Metrics: [...metrics] } }),
    ...(stream && { ...describeStream(stream), LastProcessingResult: lastResult }),
  };
}

function describeStream(stream: NonNullable<EventSourceMapping["stream"]>): EventSourceMappingConfiguration {
  const { startingTimestamp } = stream;
  return {
    StartingPosition: stream.startingPosition,
    ...(startingTimestamp !== undefined && { StartingPositionTimestamp: new Date(startingTimestamp) }),
    ParallelizationFactor: stream.parallelizationFactor,
    MaximumRetryAttempts: stream.maximumRetryAttempts,
    MaximumRecordAgeInSeconds: stream.maximumRecordAge,
    BisectBatchOnFunctionError: stream.bisectBatch,
    TumblingWindowInSeconds: stream.tumblingWindow,
    DestinationConfig: stream.destinations,
  };
}

/** What a person's request is called, which differs by the kind of source. */
export function userAction(kind: EventSourceMapping["kind"]): string {
  return kind === "sqs" ? "USER_INITIATED" : "User action";
}
