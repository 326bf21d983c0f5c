import type { MetricDataQuery, StateValue } from "@aws-sdk/client-cloudwatch";
import { type AlarmState, alarmArn, messageTime } from "../model.ts";
import type { Alarm, MetricAlarmRecord } from "./alarm.ts";
import { regionName } from "./times.ts";

/** Characters that SNS takes in a subject. */
const longestSubject = 100;

export function snsSubject({ name, region, state }: Alarm): string {
  const subject = `${state.value}: "${name}" in ${regionName(region)}`;
  return subject.length <= longestSubject ? subject : `${subject.slice(0, longestSubject - 3)}...`;
}

interface Trigger {
  readonly arn: string;
  readonly value: StateValue;
  readonly at: number;
}

/** The message that an alarm's topic gets. */
export function snsMessage(alarm: Alarm, before: AlarmState, triggers: readonly Trigger[]): object {
  const { configuration, state, name, account, region } = alarm;
  return {
    AlarmName: name,
    AlarmDescription: configuration.AlarmDescription ?? null,
    AWSAccountId: account,
    AlarmConfigurationUpdatedTimestamp: messageTime(alarm.configuredAt),
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: messageTime(state.updatedAt),
    Region: regionName(region),
    AlarmArn: alarmArn(alarm, name),
    OldStateValue: before.value,
    OKActions: configuration.OKActions ?? [],
    AlarmActions: configuration.AlarmActions ?? [],
    InsufficientDataActions: configuration.InsufficientDataActions ?? [],
    ...(alarm.kind === "metric"
      ? { Trigger: metricTrigger(alarm) }
      : {
          AlarmRule: alarm.configuration.AlarmRule,
          TriggeringChildren: triggers.map(({ arn, value, at }) => ({
            Arn: arn,
            State: { Value: value, Timestamp: messageTime(at) },
          })),
        }),
  };
}

function metricTrigger({ configuration }: MetricAlarmRecord): object {
  const rules = {
    Period: configuration.Period,
    EvaluationPeriods: configuration.EvaluationPeriods,
    DatapointsToAlarm: configuration.DatapointsToAlarm,
    ComparisonOperator: configuration.ComparisonOperator,
    Threshold: configuration.Threshold,
    TreatMissingData: configuration.TreatMissingData ?? "missing",
    EvaluateLowSampleCountPercentile: configuration.EvaluateLowSampleCountPercentile ?? "",
  };
  if (configuration.Metrics) return { ...rules, Metrics: configuration.Metrics.map(describeQuery) };
  const { MetricName, Namespace, Statistic, ExtendedStatistic, Unit, Dimensions = [] } = configuration;
  return {
    MetricName,
    Namespace,
    ...(ExtendedStatistic === undefined
      ? { StatisticType: "Statistic", Statistic: Statistic?.toUpperCase().replace("SAMPLECOUNT", "SAMPLE_COUNT") }
      : { StatisticType: "ExtendedStatistic", ExtendedStatistic }),
    Unit: Unit ?? null,
    Dimensions: lowerCased(Dimensions),
    ...rules,
  };
}

function lowerCased(
  dimensions: readonly { readonly Name?: string | undefined; readonly Value?: string | undefined }[],
) {
  return dimensions.map(({ Name, Value }) => ({ value: Value, name: Name }));
}

function describeQuery({ MetricStat, ...query }: MetricDataQuery): object {
  const returned = { ...query, ReturnData: query.ReturnData ?? true };
  if (!MetricStat) return returned;
  const { Metric, ...stat } = MetricStat;
  return {
    ...returned,
    MetricStat: { Metric: { ...Metric, Dimensions: lowerCased(Metric?.Dimensions ?? []) }, ...stat },
  };
}
