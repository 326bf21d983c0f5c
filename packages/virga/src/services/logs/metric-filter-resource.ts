import type { StandardUnit } from "@aws-sdk/client-cloudwatch-logs";
import { unlessGone } from "../../kernel/resource-deletion.ts";
import type { ResourceCall, ResourceProperties, ResourceType } from "../../kernel/resource-type.ts";

interface TransformationProperty {
  readonly MetricName: string;
  readonly MetricNamespace: string;
  readonly MetricValue: string | number;
  readonly DefaultValue?: string | number;
  readonly Dimensions?: readonly { readonly Key: string; readonly Value: string }[];
  readonly Unit?: StandardUnit;
}

async function put(call: ResourceCall, filterName: string, properties: ResourceProperties): Promise<void> {
  const transformations = (properties.MetricTransformations ?? []) as readonly TransformationProperty[];
  const input = {
    logGroupName: String(properties.LogGroupName),
    filterName,
    filterPattern: String(properties.FilterPattern ?? ""),
    metricTransformations: transformations.map(({ Dimensions, DefaultValue, ...given }) => ({
      metricName: given.MetricName,
      metricNamespace: given.MetricNamespace,
      metricValue: String(given.MetricValue),
      ...(DefaultValue !== undefined && { defaultValue: Number(DefaultValue) }),
      ...(Dimensions && { dimensions: Object.fromEntries(Dimensions.map(({ Key, Value }) => [Key, Value])) }),
      ...(given.Unit !== undefined && { unit: given.Unit }),
    })),
  };
  await call.bus.call("logs", "PutMetricFilter", input, call.context);
}

/** `AWS::Logs::MetricFilter`; `Ref` is the filter's name. */
export const metricFilter: ResourceType = {
  properties: { FilterName: true, FilterPattern: true, LogGroupName: true, MetricTransformations: true },
  createOnly: ["FilterName", "LogGroupName"],
  async create(call, properties) {
    const name = (properties.FilterName as string | undefined) ?? call.physicalName(512);
    await put(call, name, properties);
    return { physicalId: name, attributes: {} };
  },
  async update(call, { physicalId, properties }) {
    await put(call, physicalId, properties);
    return { physicalId, attributes: {} };
  },
  delete: (call, physicalId, properties) => {
    const input = { logGroupName: String(properties.LogGroupName), filterName: physicalId };
    return unlessGone(call.bus.call("logs", "DeleteMetricFilter", input, call.context), "ResourceNotFoundException");
  },
};
