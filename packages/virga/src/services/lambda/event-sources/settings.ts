import type { CreateEventSourceMappingRequest, UpdateEventSourceMappingRequest } from "@aws-sdk/client-lambda";
import { tryParseArn } from "../../../kernel/arns.ts";
import { invalidParameter, notSupported } from "../errors.ts";
import { compileFilters } from "./filters.ts";
import type { EventSourceKind, EventSourceMapping, StreamSettings } from "./model.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */

type MappingRequest = Omit<CreateEventSourceMappingRequest, "FunctionName"> & Partial<UpdateEventSourceMappingRequest>;

/** What of a mapping its settings make. */
export type MappingSettings = Pick<
  EventSourceMapping,
  | "enabled"
  | "batchSize"
  | "batchingWindow"
  | "filters"
  | "responseTypes"
  | "maximumConcurrency"
  | "stream"
  | "kmsKeyArn"
  | "metrics"
>;

/** What each kind of source calls things and allows. */
const kinds: Readonly<
  Record<EventSourceKind, { readonly label: string; readonly batchSize: number; readonly content: string }>
> = {
  sqs: { label: "SQS", batchSize: 10, content: "body" },
  kinesis: { label: "Kinesis", batchSize: 100, content: "data" },
};

const unservedSources: Readonly<Record<string, string>> = {
  dynamodb: "DynamoDB Streams",
  kafka: "Amazon MSK",
  mq: "Amazon MQ",
  rds: "Amazon DocumentDB",
  "docdb-elastic": "Amazon DocumentDB",
};

/** The largest batch that needs no batching window. */
const largestImmediateBatch = 10;
/** The largest batch of a FIFO queue. */
const largestFifoBatch = 10;
const shortestRecordAge = 60;

/** Settings for streams, which queues do not take. */
const streamMembers = [
  "StartingPosition",
  "StartingPositionTimestamp",
  "ParallelizationFactor",
  "MaximumRetryAttempts",
  "MaximumRecordAgeInSeconds",
  "BisectBatchOnFunctionError",
  "TumblingWindowInSeconds",
  "DestinationConfig",
] as const;

/** What is for sources that are not served. */
const unservedMembers = [
  "Topics",
  "Queues",
  "SourceAccessConfigurations",
  "SelfManagedEventSource",
  "AmazonManagedKafkaEventSourceConfig",
  "SelfManagedKafkaEventSourceConfig",
  "DocumentDBEventSourceConfig",
  "LoggingConfig",
  "ProvisionedPollerConfig",
] as const satisfies readonly (keyof CreateEventSourceMappingRequest)[];

/** The kind of source that an ARN names. @throws AwsError NotImplemented, InvalidParameterValueException */
export function sourceKind(arn: string | undefined): EventSourceKind {
  const { service = "", resource = "" } = tryParseArn(arn ?? "") ?? {};
  if (service === "sqs") return "sqs";
  if (service === "kinesis" && /^stream\/[\w.-]+(?:\/consumer\/[\w.-]+:\d+)?$/.test(resource)) return "kinesis";
  const name = unservedSources[service];
  if (name !== undefined) throw notSupported(`event source mappings of ${name}`);
  throw invalidParameter("Unrecognized event source.");
}

/** Refuses by name what is for sources that are not served. @throws AwsError NotImplemented */
export function refuseUnserved(input: MappingRequest): void {
  for (const member of unservedMembers) {
    const value = input[member];
    if (value !== undefined && !(Array.isArray(value) && value.length === 0)) {
      throw notSupported(`${member} in event source mappings`);
    }
  }
}

/**
 * The settings that a request makes, on top of those that a mapping has. @throws AwsError InvalidParameterValueException
 */
export function readSettings(
  kind: EventSourceKind,
  sourceArn: string,
  input: MappingRequest,
  now: number,
  before?: EventSourceMapping,
): MappingSettings {
  refuseUnserved(input);
  const { label, batchSize: defaultBatch, content } = kinds[kind];
  if (kind === "sqs") refuseStreamSettings(input, label);
  const batchSize = input.BatchSize ?? before?.batchSize ?? defaultBatch;
  const batchingWindow = input.MaximumBatchingWindowInSeconds ?? before?.batchingWindow ?? 0;
  if (kind === "sqs") checkBatching(sourceArn, batchSize, batchingWindow);
  const filters = input.FilterCriteria
    ? (input.FilterCriteria.Filters ?? []).map(({ Pattern }) => Pattern ?? "")
    : before?.filters;
  compileFilters(filters ?? [], content);
  const maximumConcurrency = input.ScalingConfig ? input.ScalingConfig.MaximumConcurrency : before?.maximumConcurrency;
  if (maximumConcurrency !== undefined && kind !== "sqs") {
    throw invalidParameter(`ScalingConfig is not supported for ${label} event sources.`);
  }
  const kmsKeyArn = input.KMSKeyArn ?? before?.kmsKeyArn;
  const metrics = input.MetricsConfig ? input.MetricsConfig.Metrics : before?.metrics;
  return {
    enabled: input.Enabled ?? before?.enabled ?? true,
    batchSize,
    batchingWindow,
    responseTypes: input.FunctionResponseTypes ?? before?.responseTypes ?? [],
    ...(filters && filters.length > 0 && { filters }),
    ...(maximumConcurrency !== undefined && { maximumConcurrency }),
    ...(kmsKeyArn !== undefined && kmsKeyArn !== "" && { kmsKeyArn }),
    ...(metrics && { metrics }),
    ...(kind !== "sqs" && { stream: streamSettings(input, now, before?.stream) }),
  };
}

/** What filters look into, in records of a kind. */
export function contentMember(kind: EventSourceKind): string {
  return kinds[kind].content;
}

function refuseStreamSettings(input: MappingRequest, label: string): void {
  for (const member of streamMembers) {
    const value = input[member];
    const isSet = member === "DestinationConfig" ? hasDestination(input) : value !== undefined;
    if (isSet) throw invalidParameter(`${member} is not supported for ${label} event sources.`);
  }
}

function hasDestination({ DestinationConfig: config }: MappingRequest): boolean {
  return (config?.OnFailure?.Destination ?? config?.OnSuccess?.Destination ?? "") !== "";
}

function checkBatching(sourceArn: string, batchSize: number, batchingWindow: number): void {
  if (sourceArn.endsWith(".fifo")) {
    if (batchingWindow > 0) {
      throw invalidParameter("Maximum batch window in seconds is not supported for FIFO queues");
    }
    if (batchSize > largestFifoBatch) {
      throw invalidParameter(`Batch size for FIFO queues must be between 1 and ${largestFifoBatch}`);
    }
  }
  if (batchSize > largestImmediateBatch && batchingWindow === 0) {
    throw invalidParameter(
      `Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than ${largestImmediateBatch}`,
    );
  }
}

function streamSettings(input: MappingRequest, now: number, before: StreamSettings | undefined): StreamSettings {
  const maximumRecordAge = input.MaximumRecordAgeInSeconds ?? before?.maximumRecordAge ?? -1;
  if (maximumRecordAge !== -1 && maximumRecordAge < shortestRecordAge) {
    throw invalidParameter(
      "Maximum record age in seconds must be either -1 (infinite) or between 60 and 604800 seconds.",
    );
  }
  const settings: StreamSettings = {
    ...(before ?? startingPosition(input, now)),
    parallelizationFactor: input.ParallelizationFactor ?? before?.parallelizationFactor ?? 1,
    maximumRetryAttempts: input.MaximumRetryAttempts ?? before?.maximumRetryAttempts ?? -1,
    maximumRecordAge,
    bisectBatch: input.BisectBatchOnFunctionError ?? before?.bisectBatch ?? false,
    tumblingWindow: input.TumblingWindowInSeconds ?? before?.tumblingWindow ?? 0,
    destinations: input.DestinationConfig ? checkedDestinations(input) : (before?.destinations ?? { OnFailure: {} }),
  };
  if (settings.tumblingWindow > 0 && settings.parallelizationFactor > 1) {
    throw invalidParameter("Tumbling windows are not supported with a parallelization factor greater than 1.");
  }
  return settings;
}

function startingPosition(
  { StartingPosition, StartingPositionTimestamp }: MappingRequest,
  now: number,
): Pick<StreamSettings, "startingPosition" | "startingTimestamp"> {
  if (StartingPosition === undefined) {
    throw invalidParameter(
      "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
    );
  }
  if (StartingPosition !== "AT_TIMESTAMP") {
    if (StartingPositionTimestamp !== undefined) {
      throw invalidParameter("StartingPositionTimestamp is only allowed with the starting position AT_TIMESTAMP.");
    }
    return { startingPosition: StartingPosition };
  }
  if (StartingPositionTimestamp === undefined) {
    throw invalidParameter("StartingPositionTimestamp is required with the starting position AT_TIMESTAMP.");
  }
  const startingTimestamp = StartingPositionTimestamp.getTime();
  if (startingTimestamp > now) throw invalidParameter("StartingPositionTimestamp can't be in the future.");
  return { startingPosition: StartingPosition, startingTimestamp };
}

function checkedDestinations({ DestinationConfig: config }: MappingRequest): StreamSettings["destinations"] {
  if ((config?.OnSuccess?.Destination ?? "") !== "") {
    throw invalidParameter("Destination OnSuccess is not supported for event source mappings.");
  }
  const destination = config?.OnFailure?.Destination;
  if (destination === undefined || destination === "") return { OnFailure: {} };
  if (destination.startsWith("kafka://")) throw notSupported("Kafka topics as destinations of event source mappings");
  if (!["sqs", "sns", "s3"].includes(tryParseArn(destination)?.service ?? "")) {
    throw invalidParameter(`The provided destination ${destination} is not supported for event source mappings.`);
  }
  return { OnFailure: { Destination: destination } };
}
