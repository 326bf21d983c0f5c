import type { CreateEventSourceMappingRequest } from "@aws-sdk/client-lambda";
import { unlessGone } from "../../../kernel/resource-deletion.ts";
import type { ResourceCall, ResourceProperties, ResourceType } from "../../../kernel/resource-type.ts";
import { isTrue, numberOf, tagsOf } from "./properties.ts";

const numbers = [
  "BatchSize",
  "MaximumBatchingWindowInSeconds",
  "MaximumRecordAgeInSeconds",
  "MaximumRetryAttempts",
  "ParallelizationFactor",
  "TumblingWindowInSeconds",
] as const;
const booleans = ["BisectBatchOnFunctionError", "Enabled"] as const;
const values = ["DestinationConfig", "FilterCriteria", "FunctionResponseTypes", "KmsKeyArn", "MetricsConfig"] as const;

/** What an update sets where the template has the property no more. */
const defaults: Readonly<Record<string, unknown>> = {
  MaximumBatchingWindowInSeconds: 0,
  MaximumRecordAgeInSeconds: -1,
  MaximumRetryAttempts: -1,
  ParallelizationFactor: 1,
  TumblingWindowInSeconds: 0,
  BisectBatchOnFunctionError: false,
  Enabled: true,
  DestinationConfig: { OnFailure: { Destination: "" } },
  FilterCriteria: {},
  FunctionResponseTypes: [],
  KMSKeyArn: "",
  MetricsConfig: { Metrics: [] },
  ScalingConfig: {},
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html */
export const lambdaEventSourceMapping: ResourceType = {
  properties: {
    BatchSize: true,
    BisectBatchOnFunctionError: true,
    DestinationConfig: { OnFailure: { Destination: true } },
    Enabled: true,
    EventSourceArn: true,
    FilterCriteria: true,
    FunctionName: true,
    FunctionResponseTypes: true,
    KmsKeyArn: true,
    MaximumBatchingWindowInSeconds: true,
    MaximumRecordAgeInSeconds: true,
    MaximumRetryAttempts: true,
    MetricsConfig: true,
    ParallelizationFactor: true,
    ScalingConfig: { MaximumConcurrency: true },
    StartingPosition: true,
    StartingPositionTimestamp: true,
    Tags: true,
    TumblingWindowInSeconds: true,
  },
  createOnly: ["EventSourceArn", "StartingPosition", "StartingPositionTimestamp"],
  async create(call, properties) {
    const { EventSourceArn, StartingPosition, StartingPositionTimestamp: timestamp } = properties;
    const input = {
      ...settingsOf(properties),
      FunctionName: String(properties.FunctionName),
      EventSourceArn: String(EventSourceArn),
      ...(StartingPosition !== undefined && { StartingPosition: StartingPosition as "LATEST" }),
      ...(timestamp !== undefined && { StartingPositionTimestamp: new Date(Number(timestamp) * 1000) }),
      Tags: { ...stackTags(call), ...tagsOf(properties) },
    };
    const made = await call.bus.call("lambda", "CreateEventSourceMapping", input, call.context);
    const { UUID, EventSourceMappingArn } = made;
    return { physicalId: UUID!, attributes: { Id: UUID, EventSourceMappingArn } };
  },
  async update(call, { physicalId, attributes, properties, previousProperties }) {
    const { bus, context } = call;
    const removed = Object.keys(defaults).filter((name) => {
      const property = name === "KMSKeyArn" ? "KmsKeyArn" : name;
      return property in previousProperties && !(property in properties);
    });
    const input = {
      ...Object.fromEntries(removed.map((name) => [name, defaults[name]])),
      ...settingsOf(properties),
      UUID: physicalId,
      FunctionName: String(properties.FunctionName),
    };
    await bus.call("lambda", "UpdateEventSourceMapping", input, context);
    const Resource = String(attributes.EventSourceMappingArn);
    const Tags = tagsOf(properties);
    const TagKeys = Object.keys(tagsOf(previousProperties)).filter((key) => !(key in Tags));
    if (TagKeys.length > 0) await bus.call("lambda", "UntagResource", { Resource, TagKeys }, context);
    if (Object.keys(Tags).length > 0) await bus.call("lambda", "TagResource", { Resource, Tags }, context);
    return { physicalId, attributes };
  },
  async delete({ bus, context }, physicalId) {
    const deletion = bus.call("lambda", "DeleteEventSourceMapping", { UUID: physicalId }, context);
    await unlessGone(deletion, "ResourceNotFoundException");
  },
};

/** The tags that CloudFormation gives each mapping by itself. */
function stackTags({ stackName, stackId, logicalId }: ResourceCall): Record<string, string> {
  return {
    "aws:cloudformation:stack-name": stackName,
    "aws:cloudformation:stack-id": stackId,
    "aws:cloudformation:logical-id": logicalId,
  };
}

function settingsOf(properties: ResourceProperties): Omit<CreateEventSourceMappingRequest, "FunctionName"> {
  const settings: Record<string, unknown> = {};
  for (const name of numbers) if (properties[name] !== undefined) settings[name] = numberOf(properties[name]);
  for (const name of booleans) if (properties[name] !== undefined) settings[name] = isTrue(properties[name]);
  for (const name of values) {
    if (properties[name] !== undefined) settings[name === "KmsKeyArn" ? "KMSKeyArn" : name] = properties[name];
  }
  const { MaximumConcurrency } = (properties.ScalingConfig ?? {}) as { readonly MaximumConcurrency?: unknown };
  if (MaximumConcurrency !== undefined) settings.ScalingConfig = { MaximumConcurrency: Number(MaximumConcurrency) };
  return settings;
}
