import type {
  DescribeAlarmsForMetricCommandInput,
  DescribeAlarmsForMetricCommandOutput,
} from "@aws-sdk/client-cloudwatch";
import type { Operation } from "../../../kernel/service.ts";
import { describeMetricAlarm } from "../alarms/alarm.ts";
import { onAlarm } from "../authorization.ts";
import type { CloudWatch } from "../cloudwatch.ts";
import { dimensionsOf } from "../series/series.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmsForMetric.html */
export const DescribeAlarmsForMetric: Operation<
  CloudWatch,
  DescribeAlarmsForMetricCommandInput,
  Omit<DescribeAlarmsForMetricCommandOutput, "$metadata">
> = {
  authorize: (call) => onAlarm(call, "DescribeAlarmsForMetric", "*"),
  handle(call, { Namespace, MetricName, Statistic, ExtendedStatistic, Dimensions, Period, Unit }) {
    const wanted = JSON.stringify(dimensionsOf(Dimensions));
    const MetricAlarms = Array.from(call.state.alarms(call)).flatMap((alarm) => {
      if (alarm.kind !== "metric") return [];
      const { configuration } = alarm;
      const matches =
        configuration.Namespace === Namespace &&
        configuration.MetricName === MetricName &&
        JSON.stringify(dimensionsOf(configuration.Dimensions)) === wanted &&
        (Statistic === undefined || configuration.Statistic === Statistic) &&
        (ExtendedStatistic === undefined || configuration.ExtendedStatistic === ExtendedStatistic) &&
        (Period === undefined || configuration.Period === Period) &&
        (Unit === undefined || configuration.Unit === Unit);
      return matches ? [describeMetricAlarm(alarm)] : [];
    });
    return { MetricAlarms };
  },
};
