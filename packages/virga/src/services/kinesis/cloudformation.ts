import type { MetricsName } from "@aws-sdk/client-kinesis";
import { unlessGone } from "../../kernel/resource-deletion.ts";
import type { CreatedResource, ResourceCall, ResourceProperties, ResourceType } from "../../kernel/resource-type.ts";
import { shortestRetention, streamArn } from "./model.ts";

const gone = "ResourceNotFoundException";

interface TagProperty {
  readonly Key: string;
  readonly Value: string;
}

interface StreamSettings {
  readonly mode: "ON_DEMAND" | "PROVISIONED";
  readonly shards: number;
  readonly retention: number;
  readonly metrics: readonly MetricsName[];
  readonly keyId?: string;
  readonly maxRecordKiB?: number;
  readonly warmThroughput?: number;
  readonly tags: Readonly<Record<string, string>>;
}

function tagsOf(properties: ResourceProperties): Record<string, string> {
  const tags = (properties.Tags ?? []) as readonly TagProperty[];
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, String(Value)]));
}

function settingsOf(properties: ResourceProperties): StreamSettings {
  const { StreamModeDetails, StreamEncryption } = properties as {
    readonly StreamModeDetails?: { readonly StreamMode: StreamSettings["mode"] };
    readonly StreamEncryption?: { readonly KeyId: string };
  };
  const { MaxRecordSizeInKiB: size, WarmThroughputMiBps: warm } = properties;
  return {
    mode: StreamModeDetails?.StreamMode ?? "PROVISIONED",
    shards: Number(properties.ShardCount ?? 1),
    retention: Number(properties.RetentionPeriodHours ?? shortestRetention),
    metrics: (properties.DesiredShardLevelMetrics ?? []) as readonly MetricsName[],
    ...(StreamEncryption && { keyId: StreamEncryption.KeyId }),
    ...(size !== undefined && { maxRecordKiB: Number(size) }),
    ...(warm !== undefined && { warmThroughput: Number(warm) }),
    tags: tagsOf(properties),
  };
}

function createdStream({ context }: ResourceCall, name: string): CreatedResource {
  const { account, region } = context;
  return { physicalId: name, attributes: { Arn: streamArn({ account, region, name }) } };
}

/** Brings a stream from some settings to others, but for mode and shards. */
async function applySettings(
  { bus, context }: ResourceCall,
  StreamName: string,
  from: StreamSettings,
  to: StreamSettings,
): Promise<void> {
  const RetentionPeriodHours = to.retention;
  if (to.retention > from.retention) {
    await bus.call("kinesis", "IncreaseStreamRetentionPeriod", { StreamName, RetentionPeriodHours }, context);
  } else if (to.retention < from.retention) {
    await bus.call("kinesis", "DecreaseStreamRetentionPeriod", { StreamName, RetentionPeriodHours }, context);
  }
  const off = from.metrics.filter((metric) => !to.metrics.includes(metric));
  if (off.length > 0) {
    await bus.call("kinesis", "DisableEnhancedMonitoring", { StreamName, ShardLevelMetrics: off }, context);
  }
  if (to.metrics.length > 0) {
    await bus.call("kinesis", "EnableEnhancedMonitoring", { StreamName, ShardLevelMetrics: [...to.metrics] }, context);
  }
  if (to.keyId !== undefined && to.keyId !== from.keyId) {
    const input = { StreamName, EncryptionType: "KMS" as const, KeyId: to.keyId };
    await bus.call("kinesis", "StartStreamEncryption", input, context);
  } else if (to.keyId === undefined && from.keyId !== undefined) {
    const input = { StreamName, EncryptionType: "KMS" as const, KeyId: from.keyId };
    await bus.call("kinesis", "StopStreamEncryption", input, context);
  }
}

async function applyCapacity(
  call: ResourceCall,
  StreamName: string,
  from: StreamSettings,
  to: StreamSettings,
): Promise<void> {
  const { bus, context } = call;
  const StreamARN = streamArn({ account: context.account, region: context.region, name: StreamName });
  const warm = to.warmThroughput === undefined ? {} : { WarmThroughputMiBps: to.warmThroughput };
  if (from.mode !== to.mode) {
    const input = { StreamARN, StreamModeDetails: { StreamMode: to.mode }, ...warm };
    await bus.call("kinesis", "UpdateStreamMode", input, context);
  } else if (to.warmThroughput !== undefined && to.warmThroughput !== from.warmThroughput) {
    const input = { StreamARN, WarmThroughputMiBps: to.warmThroughput };
    await bus.call("kinesis", "UpdateStreamWarmThroughput", input, context);
  }
  if (to.mode === "PROVISIONED" && (from.mode !== to.mode || from.shards !== to.shards)) {
    const input = { StreamName, TargetShardCount: to.shards, ScalingType: "UNIFORM_SCALING" as const };
    await bus.call("kinesis", "UpdateShardCount", input, context);
  }
  if (to.maxRecordKiB !== from.maxRecordKiB) {
    const input = { StreamARN, MaxRecordSizeInKiB: to.maxRecordKiB ?? 1024 };
    await bus.call("kinesis", "UpdateMaxRecordSize", input, context);
  }
}

async function applyTags(
  { bus, context }: ResourceCall,
  ResourceARN: string,
  previous: Readonly<Record<string, string>>,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const removed = Object.keys(previous).filter((key) => !(key in tags));
  if (removed.length > 0) await bus.call("kinesis", "UntagResource", { ResourceARN, TagKeys: removed }, context);
  if (Object.keys(tags).length > 0) await bus.call("kinesis", "TagResource", { ResourceARN, Tags: tags }, context);
}

/** `AWS::Kinesis::Stream`; `Ref` is the stream's name. */
export const stream: ResourceType = {
  properties: {
    DesiredShardLevelMetrics: true,
    MaxRecordSizeInKiB: true,
    Name: true,
    RetentionPeriodHours: true,
    ShardCount: true,
    StreamEncryption: { EncryptionType: true, KeyId: true },
    StreamModeDetails: { StreamMode: true },
    Tags: true,
    WarmThroughputMiBps: true,
  },
  createOnly: ["Name"],
  async create(call, properties) {
    const StreamName = (properties.Name as string | undefined) ?? call.physicalName(128);
    const settings = settingsOf(properties);
    const { mode, shards, tags, maxRecordKiB, warmThroughput } = settings;
    const input = {
      StreamName,
      StreamModeDetails: { StreamMode: mode },
      ...(mode === "PROVISIONED" && { ShardCount: shards }),
      ...(Object.keys(tags).length > 0 && { Tags: tags }),
      ...(maxRecordKiB !== undefined && { MaxRecordSizeInKiB: maxRecordKiB }),
      ...(warmThroughput !== undefined && { WarmThroughputMiBps: warmThroughput }),
    };
    await call.bus.call("kinesis", "CreateStream", input, call.context);
    call.created(StreamName);
    await applySettings(call, StreamName, settingsOf({}), settings);
    return createdStream(call, StreamName);
  },
  async update(call, { physicalId, properties, previousProperties }) {
    const [from, to] = [settingsOf(previousProperties), settingsOf(properties)];
    await applyCapacity(call, physicalId, from, to);
    await applySettings(call, physicalId, from, to);
    const created = createdStream(call, physicalId);
    await applyTags(call, String(created.attributes.Arn), from.tags, to.tags);
    return created;
  },
  delete(call, physicalId) {
    const input = { StreamName: physicalId, EnforceConsumerDeletion: true };
    return unlessGone(call.bus.call("kinesis", "DeleteStream", input, call.context), gone);
  },
};

async function createdConsumer({ bus, context }: ResourceCall, ConsumerARN: string): Promise<CreatedResource> {
  const { ConsumerDescription } = await bus.call("kinesis", "DescribeStreamConsumer", { ConsumerARN }, context);
  const { ConsumerName, ConsumerStatus, ConsumerCreationTimestamp, StreamARN } = ConsumerDescription!;
  const attributes = {
    ConsumerARN,
    ConsumerCreationTimestamp: String(ConsumerCreationTimestamp!.getTime() / 1000),
    ConsumerName,
    ConsumerStatus,
    StreamARN,
  };
  return { physicalId: ConsumerARN, attributes };
}

/** `AWS::Kinesis::StreamConsumer`; `Ref` is the consumer's ARN. */
export const streamConsumer: ResourceType = {
  properties: { ConsumerName: true, StreamARN: true, Tags: true },
  createOnly: ["ConsumerName", "StreamARN"],
  async create(call, properties) {
    const tags = tagsOf(properties);
    const input = {
      ConsumerName: String(properties.ConsumerName),
      StreamARN: String(properties.StreamARN),
      ...(Object.keys(tags).length > 0 && { Tags: tags }),
    };
    const { Consumer } = await call.bus.call("kinesis", "RegisterStreamConsumer", input, call.context);
    return createdConsumer(call, Consumer!.ConsumerARN!);
  },
  async update(call, { physicalId, properties, previousProperties }) {
    await applyTags(call, physicalId, tagsOf(previousProperties), tagsOf(properties));
    return createdConsumer(call, physicalId);
  },
  delete(call, physicalId) {
    const input = { ConsumerARN: physicalId };
    return unlessGone(call.bus.call("kinesis", "DeregisterStreamConsumer", input, call.context), gone);
  },
};

async function putPolicy(call: ResourceCall, arn: string, document: unknown): Promise<CreatedResource> {
  const Policy = typeof document === "string" ? document : JSON.stringify(document);
  await call.bus.call("kinesis", "PutResourcePolicy", { ResourceARN: arn, Policy }, call.context);
  return { physicalId: arn, attributes: {} };
}

/** `AWS::Kinesis::ResourcePolicy`: sets the policy of a stream or consumer; `Ref` is its ARN. */
export const resourcePolicy: ResourceType = {
  properties: { ResourceArn: true, ResourcePolicy: true },
  createOnly: ["ResourceArn"],
  create: (call, properties) => putPolicy(call, String(properties.ResourceArn), properties.ResourcePolicy),
  update: (call, { physicalId, properties }) => putPolicy(call, physicalId, properties.ResourcePolicy),
  delete(call, physicalId) {
    const input = { ResourceARN: physicalId };
    return unlessGone(call.bus.call("kinesis", "DeleteResourcePolicy", input, call.context), gone);
  },
};
