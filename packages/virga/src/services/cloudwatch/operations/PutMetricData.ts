import type { PutMetricDataCommandInput } from "@aws-sdk/client-cloudwatch";
import type { Operation } from "../../../kernel/service.ts";
import type { CloudWatch } from "../cloudwatch.ts";
import { notImplemented } from "../errors.ts";
import { checkMetricData, pointOf } from "../series/metric-data.ts";
import { dimensionsOf } from "../series/series.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export const PutMetricData: Operation<CloudWatch, PutMetricDataCommandInput, object> = {
  authorize: (_call, { Namespace = "" }) => ({
    action: "cloudwatch:PutMetricData",
    resource: "*",
    context: { "cloudwatch:namespace": Namespace },
  }),
  handle(call, { Namespace: namespace = "", MetricData = [], EntityMetricData }) {
    if (EntityMetricData !== undefined) throw notImplemented("metrics of entities (EntityMetricData)");
    checkMetricData(namespace, MetricData, call.now);
    const { account, region } = call;
    const additions = MetricData.map((datum) => ({
      series: { account, region, namespace, name: datum.MetricName!, dimensions: dimensionsOf(datum.Dimensions) },
      points: [pointOf(datum, call.now)],
      resolution: datum.StorageResolution === 1 ? (1 as const) : (60 as const),
    }));
    call.state.add(additions, call.now);
    return {};
  },
};
