import { unlessGone } from "../../kernel/resource-deletion.ts";
import type { CreatedResource, ResourceCall, ResourceProperties, ResourceType } from "../../kernel/resource-type.ts";
import { parseTopicArn } from "./model.ts";

const gone = "NotFoundException";

function text(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Whether two properties are the same. */
function isSame(properties: ResourceProperties, previous: ResourceProperties, name: string): boolean {
  return JSON.stringify(properties[name]) === JSON.stringify(previous[name]);
}

const topicAttributes = [
  "ContentBasedDeduplication",
  "DisplayName",
  "FifoThroughputScope",
  "KmsMasterKeyId",
  "SignatureVersion",
  "TracingConfig",
];

interface TagProperty {
  readonly Key: string;
  readonly Value: string;
}

function tagsOf(properties: ResourceProperties): TagProperty[] {
  return ((properties.Tags ?? []) as readonly TagProperty[]).map(({ Key, Value }) => ({ Key, Value: String(Value) }));
}

interface InlineSubscription {
  readonly Endpoint: string;
  readonly Protocol: string;
}

function inlineSubscriptions(properties: ResourceProperties): readonly InlineSubscription[] {
  return (properties.Subscription ?? []) as readonly InlineSubscription[];
}

function describedTopic(arn: string): CreatedResource {
  return { physicalId: arn, attributes: { TopicArn: arn, TopicName: parseTopicArn(arn).name } };
}

async function updateSubscriptions(
  call: ResourceCall,
  TopicArn: string,
  properties: ResourceProperties,
  previous: ResourceProperties,
): Promise<void> {
  const { bus, context } = call;
  const wanted = inlineSubscriptions(properties);
  const isIn = (list: readonly InlineSubscription[], { Endpoint, Protocol }: InlineSubscription) =>
    list.some((each) => each.Endpoint === Endpoint && each.Protocol === Protocol);
  const removed = inlineSubscriptions(previous).filter((each) => !isIn(wanted, each));
  if (removed.length > 0) {
    const { Subscriptions = [] } = await bus.call("sns", "ListSubscriptionsByTopic", { TopicArn }, context);
    for (const { SubscriptionArn, Endpoint = "", Protocol = "" } of Subscriptions) {
      if (isIn(removed, { Endpoint, Protocol })) await bus.call("sns", "Unsubscribe", { SubscriptionArn }, context);
    }
  }
  for (const { Endpoint, Protocol } of wanted) {
    await bus.call("sns", "Subscribe", { TopicArn, Endpoint, Protocol }, context);
  }
}

/** `AWS::SNS::Topic`; `Ref` is the topic's ARN. */
export const topic: ResourceType = {
  properties: {
    ContentBasedDeduplication: true,
    DisplayName: true,
    FifoThroughputScope: true,
    FifoTopic: true,
    KmsMasterKeyId: true,
    SignatureVersion: true,
    Subscription: true,
    Tags: true,
    TopicName: true,
    TracingConfig: true,
  },
  createOnly: ["FifoTopic", "TopicName"],
  async create(call, properties) {
    const fifo = String(properties.FifoTopic) === "true";
    const ownName = fifo ? `${call.physicalName(250)}.fifo` : call.physicalName(256);
    const given = topicAttributes.filter((name) => properties[name] !== undefined);
    const attributes = Object.fromEntries(given.map((name) => [name, text(properties[name])]));
    const input = {
      Name: (properties.TopicName as string | undefined) ?? ownName,
      Attributes: { ...attributes, ...(fifo && { FifoTopic: "true" }) },
      Tags: tagsOf(properties),
    };
    const { TopicArn: arn = "" } = await call.bus.call("sns", "CreateTopic", input, call.context);
    call.created(arn);
    await updateSubscriptions(call, arn, properties, {});
    return describedTopic(arn);
  },
  async update(call, { physicalId, properties, previousProperties }) {
    const { bus, context } = call;
    for (const name of topicAttributes.filter((each) => !isSame(properties, previousProperties, each))) {
      const AttributeValue = properties[name] === undefined ? "" : text(properties[name]);
      await bus.call(
        "sns",
        "SetTopicAttributes",
        { TopicArn: physicalId, AttributeName: name, AttributeValue },
        context,
      );
    }
    const Tags = tagsOf(properties);
    const kept = new Set(Tags.map(({ Key }) => Key));
    const TagKeys = tagsOf(previousProperties).flatMap(({ Key }) => (kept.has(Key) ? [] : [Key]));
    if (TagKeys.length > 0) await bus.call("sns", "UntagResource", { ResourceArn: physicalId, TagKeys }, context);
    if (Tags.length > 0) await bus.call("sns", "TagResource", { ResourceArn: physicalId, Tags }, context);
    if (!isSame(properties, previousProperties, "Subscription")) {
      await updateSubscriptions(call, physicalId, properties, previousProperties);
    }
    return describedTopic(physicalId);
  },
  delete: (call, physicalId) =>
    unlessGone(call.bus.call("sns", "DeleteTopic", { TopicArn: physicalId }, call.context), gone),
};

const subscriptionAttributes = [
  "FilterPolicyScope",
  "FilterPolicy",
  "RawMessageDelivery",
  "RedrivePolicy",
  "DeliveryPolicy",
];

/** `AWS::SNS::Subscription`; `Ref` is the subscription's ARN. */
export const subscription: ResourceType = {
  properties: {
    DeliveryPolicy: true,
    Endpoint: true,
    FilterPolicy: true,
    FilterPolicyScope: true,
    Protocol: true,
    RawMessageDelivery: true,
    RedrivePolicy: true,
    // The stack's own region is the only one there is.
    Region: true,
    TopicArn: true,
  },
  createOnly: ["Endpoint", "Protocol", "TopicArn"],
  check({ Protocol: protocol }) {
    const isKnown =
      protocol === undefined || typeof protocol !== "string" || protocol === "sqs" || protocol === "lambda";
    return isKnown ? [] : [`Protocol ${protocol} is not supported`];
  },
  async create(call, properties) {
    const given = subscriptionAttributes.filter((name) => properties[name] !== undefined);
    const input = {
      TopicArn: String(properties.TopicArn),
      Protocol: String(properties.Protocol),
      Endpoint: String(properties.Endpoint),
      Attributes: Object.fromEntries(given.map((name) => [name, text(properties[name])])),
      ReturnSubscriptionArn: true,
    };
    const context = { ...call.context, region: (properties.Region as string | undefined) ?? call.context.region };
    const { SubscriptionArn: arn = "" } = await call.bus.call("sns", "Subscribe", input, context);
    return { physicalId: arn, attributes: { Arn: arn } };
  },
  async update(call, { physicalId, properties, previousProperties }) {
    for (const name of subscriptionAttributes.filter((each) => !isSame(properties, previousProperties, each))) {
      const fallback =
        name === "RawMessageDelivery" ? "false" : name === "FilterPolicyScope" ? "MessageAttributes" : "";
      const AttributeValue = properties[name] === undefined ? fallback : text(properties[name]);
      const input = { SubscriptionArn: physicalId, AttributeName: name, AttributeValue };
      await call.bus.call("sns", "SetSubscriptionAttributes", input, call.context);
    }
    return { physicalId, attributes: { Arn: physicalId } };
  },
  delete: (call, physicalId) =>
    unlessGone(call.bus.call("sns", "Unsubscribe", { SubscriptionArn: physicalId }, call.context), gone),
};

async function setPolicy(call: ResourceCall, topics: readonly string[], document: unknown): Promise<void> {
  const AttributeValue = typeof document === "string" ? document : JSON.stringify(document);
  for (const TopicArn of topics) {
    const input = { TopicArn, AttributeName: "Policy", AttributeValue };
    await call.bus.call("sns", "SetTopicAttributes", input, call.context);
  }
}

/** Gives topics the policy back that they have by default. */
async function clearPolicy(call: ResourceCall, topics: readonly string[]): Promise<void> {
  for (const TopicArn of topics) {
    const input = { TopicArn, AttributeName: "Policy", AttributeValue: "" };
    await unlessGone(call.bus.call("sns", "SetTopicAttributes", input, call.context), gone);
  }
}

function topicsOf(properties: ResourceProperties): readonly string[] {
  return (properties.Topics ?? []) as readonly string[];
}

/** `AWS::SNS::TopicPolicy`: sets the policy of each of its topics. */
export const topicPolicy: ResourceType = {
  properties: { PolicyDocument: true, Topics: true },
  createOnly: [],
  async create(call, properties) {
    await setPolicy(call, topicsOf(properties), properties.PolicyDocument);
    const id = call.physicalName(64);
    return { physicalId: id, attributes: { Id: id } };
  },
  async update(call, { physicalId, properties, previousProperties }) {
    const topics = topicsOf(properties);
    await clearPolicy(
      call,
      topicsOf(previousProperties).filter((arn) => !topics.includes(arn)),
    );
    await setPolicy(call, topics, properties.PolicyDocument);
    return { physicalId, attributes: { Id: physicalId } };
  },
  delete: (call, _physicalId, properties) => clearPolicy(call, topicsOf(properties)),
};

/** `AWS::SNS::TopicInlinePolicy`: sets the policy of one topic; `Ref` is the topic's ARN. */
export const topicInlinePolicy: ResourceType = {
  properties: { PolicyDocument: true, TopicArn: true },
  createOnly: ["TopicArn"],
  async create(call, properties) {
    const arn = String(properties.TopicArn);
    await setPolicy(call, [arn], properties.PolicyDocument);
    return { physicalId: arn, attributes: {} };
  },
  async update(call, { physicalId, properties }) {
    await setPolicy(call, [physicalId], properties.PolicyDocument);
    return { physicalId, attributes: {} };
  },
  delete: (call, physicalId) => clearPolicy(call, [physicalId]),
};
