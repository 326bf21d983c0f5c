import { type AlarmState, alarmArn, messageTime } from "../model.ts";
import type { Alarm, MetricAlarmRecord } from "./alarm.ts";
import { queriesOf } from "./metric-alarm-evaluation.ts";

/**
 * The event that an alarm's function gets:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
 */
export function lambdaEvent(alarm: Alarm, before: AlarmState): object {
  const { name, account, region, state, configuration } = alarm;
  const description = configuration.AlarmDescription;
  return {
    source: "aws.cloudwatch",
    alarmArn: alarmArn(alarm, name),
    accountId: account,
    time: messageTime(state.updatedAt),
    region,
    alarmData: {
      alarmName: name,
      state: describeState(state),
      previousState: describeState(before),
      configuration: {
        ...(description !== undefined && { description }),
        ...(alarm.kind === "metric"
          ? { metrics: describeMetrics(alarm) }
          : { alarmRule: alarm.configuration.AlarmRule }),
      },
    },
  };
}

function describeState({ value, reason, reasonData, updatedAt }: AlarmState): object {
  return { value, reason, ...(reasonData !== undefined && { reasonData }), timestamp: messageTime(updatedAt) };
}

function describeMetrics(alarm: MetricAlarmRecord): readonly object[] {
  return queriesOf(alarm).map(({ Id, Expression, Label, MetricStat, Period, ReturnData }) => {
    const { Metric, Stat, Period: period, Unit } = MetricStat ?? {};
    const dimensions = (Metric?.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]);
    return {
      id: Id,
      ...(Expression !== undefined && { expression: Expression }),
      ...(Label !== undefined && { label: Label }),
      ...(Period !== undefined && { period: Period }),
      ...(MetricStat && {
        metricStat: {
          metric: {
            namespace: Metric?.Namespace,
            name: Metric?.MetricName,
            dimensions: Object.fromEntries(dimensions),
          },
          period,
          stat: Stat,
          ...(Unit !== undefined && { unit: Unit }),
        },
      }),
      returnData: ReturnData ?? true,
    };
  });
}
