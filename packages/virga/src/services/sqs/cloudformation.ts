import { unlessGone } from "../../kernel/resource-deletion.ts";
import type { CreatedResource, ResourceCall, ResourceProperties, ResourceType } from "../../kernel/resource-type.ts";
import { parseQueueUrl, queueArn } from "./model.ts";

const gone = "QueueDoesNotExist";

/** The properties that are attributes of the same name, with what they are when a template says nothing any more. */
const attributeProperties: Readonly<Record<string, string>> = {
  ContentBasedDeduplication: "false",
  DeduplicationScope: "queue",
  DelaySeconds: "0",
  FifoThroughputLimit: "perQueue",
  KmsDataKeyReusePeriodSeconds: "300",
  KmsMasterKeyId: "",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  RedriveAllowPolicy: "",
  RedrivePolicy: "",
  SqsManagedSseEnabled: "true",
  VisibilityTimeout: "30",
};

function attributeText(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

interface TagProperty {
  readonly Key: string;
  readonly Value: string;
}

function tagsOf(properties: ResourceProperties): Record<string, string> {
  const tags = (properties.Tags ?? []) as readonly TagProperty[];
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, String(Value)]));
}

function isFifo(properties: ResourceProperties): boolean {
  return String(properties.FifoQueue) === "true";
}

function described(call: ResourceCall, url: string): CreatedResource {
  const { region } = call.context;
  const { account, name } = parseQueueUrl(url)!;
  const attributes = { Arn: queueArn({ account, region, name }), QueueName: name, QueueUrl: url };
  return { physicalId: url, attributes };
}

/** `AWS::SQS::Queue`; `Ref` is the queue's URL. */
export const queue: ResourceType = {
  properties: {
    ContentBasedDeduplication: true,
    DeduplicationScope: true,
    DelaySeconds: true,
    FifoQueue: true,
    FifoThroughputLimit: true,
    KmsDataKeyReusePeriodSeconds: true,
    KmsMasterKeyId: true,
    MaximumMessageSize: true,
    MessageRetentionPeriod: true,
    QueueName: true,
    ReceiveMessageWaitTimeSeconds: true,
    RedriveAllowPolicy: true,
    RedrivePolicy: true,
    SqsManagedSseEnabled: true,
    Tags: true,
    VisibilityTimeout: true,
  },
  createOnly: ["FifoQueue", "QueueName"],
  async create(call, properties) {
    const fifo = isFifo(properties);
    const ownName = fifo ? `${call.physicalName(75)}.fifo` : call.physicalName(80);
    const given = Object.keys(attributeProperties).filter((name) => properties[name] !== undefined);
    const attributes = Object.fromEntries(given.map((name) => [name, attributeText(properties[name])]));
    const input = {
      QueueName: (properties.QueueName as string | undefined) ?? ownName,
      Attributes: { ...attributes, ...(fifo && { FifoQueue: "true" }) },
      tags: tagsOf(properties),
    };
    const { QueueUrl: url = "" } = await call.bus.call("sqs", "CreateQueue", input, call.context);
    return described(call, url);
  },
  async update(call, { physicalId, properties, previousProperties }) {
    const { bus, context } = call;
    const changed = Object.keys(attributeProperties).filter(
      (name) => JSON.stringify(properties[name]) !== JSON.stringify(previousProperties[name]),
    );
    if (changed.length > 0) {
      const values = changed.map((name) => [
        name,
        properties[name] === undefined ? attributeProperties[name]! : attributeText(properties[name]),
      ]);
      const input = { QueueUrl: physicalId, Attributes: Object.fromEntries(values) as Record<string, string> };
      await bus.call("sqs", "SetQueueAttributes", input, context);
    }
    const tags = tagsOf(properties);
    const removed = Object.keys(tagsOf(previousProperties)).filter((key) => !(key in tags));
    if (removed.length > 0) await bus.call("sqs", "UntagQueue", { QueueUrl: physicalId, TagKeys: removed }, context);
    if (Object.keys(tags).length > 0) await bus.call("sqs", "TagQueue", { QueueUrl: physicalId, Tags: tags }, context);
    return described(call, physicalId);
  },
  delete(call, physicalId) {
    return unlessGone(call.bus.call("sqs", "DeleteQueue", { QueueUrl: physicalId }, call.context), gone);
  },
};

async function setPolicy(call: ResourceCall, queues: readonly string[], document: unknown): Promise<void> {
  const policy = typeof document === "string" ? document : JSON.stringify(document);
  for (const url of queues) {
    const input = { QueueUrl: url, Attributes: { Policy: policy } };
    await call.bus.call("sqs", "SetQueueAttributes", input, call.context);
  }
}

async function clearPolicy(call: ResourceCall, queues: readonly string[]): Promise<void> {
  for (const url of queues) {
    const input = { QueueUrl: url, Attributes: { Policy: "" } };
    await unlessGone(call.bus.call("sqs", "SetQueueAttributes", input, call.context), gone);
  }
}

function queuesOf(properties: ResourceProperties): readonly string[] {
  return (properties.Queues ?? []) as readonly string[];
}

/** `AWS::SQS::QueuePolicy`: sets the policy of each of its queues. */
export const queuePolicy: ResourceType = {
  properties: { PolicyDocument: true, Queues: true },
  createOnly: [],
  async create(call, properties) {
    await setPolicy(call, queuesOf(properties), properties.PolicyDocument);
    const id = call.physicalName(64);
    return { physicalId: id, attributes: { Id: id } };
  },
  async update(call, { physicalId, properties, previousProperties }) {
    const queues = queuesOf(properties);
    await clearPolicy(
      call,
      queuesOf(previousProperties).filter((url) => !queues.includes(url)),
    );
    await setPolicy(call, queues, properties.PolicyDocument);
    return { physicalId, attributes: { Id: physicalId } };
  },
  delete: (call, _physicalId, properties) => clearPolicy(call, queuesOf(properties)),
};

/** `AWS::SQS::QueueInlinePolicy`: sets the policy of one queue; `Ref` is the queue's URL. */
export const queueInlinePolicy: ResourceType = {
  properties: { PolicyDocument: true, Queue: true },
  createOnly: ["Queue"],
  async create(call, properties) {
    const url = String(properties.Queue);
    await setPolicy(call, [url], properties.PolicyDocument);
    return { physicalId: url, attributes: {} };
  },
  async update(call, { physicalId, properties }) {
    await setPolicy(call, [physicalId], properties.PolicyDocument);
    return { physicalId, attributes: {} };
  },
  delete: (call, physicalId) => clearPolicy(call, [physicalId]),
};
