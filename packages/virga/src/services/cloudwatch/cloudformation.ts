import type { Tag } from "@aws-sdk/client-cloudwatch";
import { unlessGone } from "../../kernel/resource-deletion.ts";
import type {
  CreatedResource,
  ResourceCall,
  ResourceProperties,
  ResourceType,
  ResourceUpdate,
} from "../../kernel/resource-type.ts";
import { alarmArn } from "./model.ts";

const gone = "ResourceNotFound";

/** CloudFormation's values with the types of the operation's input: templates may have numbers and booleans as texts. */
function typed(value: unknown, name = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => typed(item));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, typed(item, key)]));
  }
  if (numbers.has(name)) return Number(value);
  if (booleans.has(name)) return String(value) === "true";
  return value;
}

const numbers = new Set([
  "ActionsSuppressorExtensionPeriod",
  "ActionsSuppressorWaitPeriod",
  "DatapointsToAlarm",
  "EvaluationPeriods",
  "Period",
  "Threshold",
]);
const booleans = new Set(["ActionsEnabled", "ReturnData"]);

function described(call: ResourceCall, name: string): CreatedResource {
  return { physicalId: name, attributes: { Arn: alarmArn(call.context, name) } };
}

type Kind = "PutMetricAlarm" | "PutCompositeAlarm";

async function put(call: ResourceCall, operation: Kind, name: string, properties: ResourceProperties): Promise<void> {
  const input = { ...(typed(properties) as object), AlarmName: name };
  await call.bus.callNamed("cloudwatch", operation, input, call.context);
}

async function create(call: ResourceCall, operation: Kind, properties: ResourceProperties): Promise<CreatedResource> {
  const name = (properties.AlarmName as string | undefined) ?? call.physicalName(255);
  await put(call, operation, name, properties);
  return described(call, name);
}

async function update(
  call: ResourceCall,
  operation: Kind,
  { physicalId, properties, previousProperties }: ResourceUpdate,
): Promise<CreatedResource> {
  const { bus, context } = call;
  await put(call, operation, physicalId, properties);
  const ResourceARN = alarmArn(context, physicalId);
  const Tags = (properties.Tags ?? []) as Tag[];
  const kept = new Set(Tags.map(({ Key }) => Key));
  const TagKeys = ((previousProperties.Tags ?? []) as Tag[]).flatMap(({ Key }) => (kept.has(Key) ? [] : [Key!]));
  if (TagKeys.length > 0) await bus.call("cloudwatch", "UntagResource", { ResourceARN, TagKeys }, context);
  if (Tags.length > 0) await bus.call("cloudwatch", "TagResource", { ResourceARN, Tags }, context);
  return described(call, physicalId);
}

function remove(call: ResourceCall, physicalId: string): Promise<void> {
  return unlessGone(call.bus.call("cloudwatch", "DeleteAlarms", { AlarmNames: [physicalId] }, call.context), gone);
}

/** `AWS::CloudWatch::Alarm`; `Ref` is the alarm's name. */
export const alarm: ResourceType = {
  properties: {
    ActionsEnabled: true,
    AlarmActions: true,
    AlarmDescription: true,
    AlarmName: true,
    ComparisonOperator: true,
    DatapointsToAlarm: true,
    Dimensions: true,
    EvaluateLowSampleCountPercentile: true,
    EvaluationPeriods: true,
    ExtendedStatistic: true,
    InsufficientDataActions: true,
    MetricName: true,
    Metrics: true,
    Namespace: true,
    OKActions: true,
    Period: true,
    Statistic: true,
    Tags: true,
    Threshold: true,
    TreatMissingData: true,
    Unit: true,
  },
  createOnly: ["AlarmName"],
  create: (call, properties) => create(call, "PutMetricAlarm", properties),
  update: (call, change) => update(call, "PutMetricAlarm", change),
  delete: remove,
};

/** `AWS::CloudWatch::CompositeAlarm`; `Ref` is the alarm's name. */
export const compositeAlarm: ResourceType = {
  properties: {
    ActionsEnabled: true,
    AlarmActions: true,
    AlarmDescription: true,
    AlarmName: true,
    AlarmRule: true,
    InsufficientDataActions: true,
    OKActions: true,
    Tags: true,
  },
  createOnly: ["AlarmName"],
  create: (call, properties) => create(call, "PutCompositeAlarm", properties),
  update: (call, change) => update(call, "PutCompositeAlarm", change),
  delete: remove,
};

async function putDashboard(call: ResourceCall, name: string, { DashboardBody: body }: ResourceProperties) {
  const DashboardBody = typeof body === "string" ? body : JSON.stringify(body);
  await call.bus.call("cloudwatch", "PutDashboard", { DashboardName: name, DashboardBody }, call.context);
  return { physicalId: name, attributes: {} };
}

/** `AWS::CloudWatch::Dashboard`; `Ref` is the dashboard's name. */
export const dashboard: ResourceType = {
  properties: { DashboardBody: true, DashboardName: true },
  createOnly: ["DashboardName"],
  create: (call, properties) =>
    putDashboard(call, (properties.DashboardName as string | undefined) ?? call.physicalName(255), properties),
  update: (call, { physicalId, properties }) => putDashboard(call, physicalId, properties),
  delete: (call, physicalId) =>
    unlessGone(
      call.bus.call("cloudwatch", "DeleteDashboards", { DashboardNames: [physicalId] }, call.context),
      "DashboardNotFoundError",
    ),
};
