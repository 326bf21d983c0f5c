import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { notImplemented, validationError } from "../errors.ts";
import { compileQueries } from "../query/compile.ts";
import { parseStatistic, requireStatistic } from "../statistics.ts";
import type { MetricAlarmConfiguration } from "./alarm.ts";
import { checkActions } from "./check-actions.ts";

const day = 86_400;
const treatments = new Set(["breaching", "notBreaching", "ignore", "missing"]);
const anomalyOperators = new Set([
  "LessThanLowerOrGreaterThanUpperThreshold",
  "LessThanLowerThreshold",
  "GreaterThanUpperThreshold",
]);

/** Whether a period is one of AWS's: 10, 20 or 30 seconds, or whole minutes. */
export function isPeriod(seconds: number): boolean {
  return seconds === 10 || seconds === 20 || seconds === 30 || (seconds > 0 && seconds % 60 === 0);
}

/**
 * Holds a metric alarm against the rules that the model does not tell:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export function checkMetricAlarm(alarm: MetricAlarmConfiguration): void {
  if (alarm.EvaluationCriteria !== undefined || alarm.EvaluationInterval !== undefined) {
    throw notImplemented("alarms on PromQL queries (EvaluationCriteria, EvaluationInterval)");
  }
  if (alarm.ThresholdMetricId !== undefined || anomalyOperators.has(alarm.ComparisonOperator ?? "")) {
    throw notImplemented("alarms on anomaly detection models (ThresholdMetricId)");
  }
  if (alarm.ComparisonOperator === undefined) throw missing("ComparisonOperator");
  if (alarm.EvaluationPeriods === undefined) throw missing("EvaluationPeriods");
  if (alarm.Threshold === undefined) throw missing("Threshold");
  const period = alarm.Metrics ? checkMetrics(alarm, alarm.Metrics) : checkMetric(alarm);
  checkEvaluation(alarm, alarm.EvaluationPeriods, period);
  checkActions(alarm);
}

function missing(parameter: string): Error {
  return validationError(`The parameter ${parameter} must be specified.`);
}

/** The alarm's period in seconds. */
function checkMetric(alarm: MetricAlarmConfiguration): number {
  const { MetricName, Namespace, Statistic, ExtendedStatistic, Period } = alarm;
  if (MetricName === undefined) throw validationError("One of MetricName or Metrics must be specified.");
  if (Namespace === undefined) throw missing("Namespace");
  if ((Statistic === undefined) === (ExtendedStatistic === undefined)) {
    throw validationError("Exactly one of Statistic or ExtendedStatistic must be specified.");
  }
  if (ExtendedStatistic !== undefined && !parseStatistic(ExtendedStatistic)) {
    throw validationError(`The value ${ExtendedStatistic} for parameter ExtendedStatistic is not supported.`);
  }
  if (Period === undefined) throw missing("Period");
  if (!isPeriod(Period)) throw validationError("Metric alarm periods must be 10, 20, 30 or a multiple of 60 seconds.");
  return Period;
}

function checkMetrics(alarm: MetricAlarmConfiguration, metrics: readonly MetricDataQuery[]): number {
  const together = [
    "MetricName",
    "Namespace",
    "Dimensions",
    "Period",
    "Unit",
    "Statistic",
    "ExtendedStatistic",
  ] as const;
  const given = together.find(
    (name) => alarm[name] !== undefined && !(name === "Dimensions" && alarm[name]?.length === 0),
  );
  if (given !== undefined) {
    throw validationError(`The parameters ${given} and Metrics are mutually exclusive and you have specified both.`);
  }
  if (metrics.length === 0) throw missing("Metrics");
  const returned = metrics.filter(({ ReturnData }) => ReturnData !== false);
  if (returned.length !== 1) throw validationError("Exactly one element of the metrics list should return data.");
  for (const { MetricStat } of metrics) if (MetricStat) requireStatistic(MetricStat.Stat!);
  const query = compileQueries(metrics).get(returned[0]!.Id!)!;
  if (!query.yieldsSeries) {
    throw validationError("The expression of a metric alarm must return a single time series.");
  }
  return query.period;
}

function checkEvaluation(alarm: MetricAlarmConfiguration, periods: number, period: number): void {
  const { DatapointsToAlarm, TreatMissingData, EvaluateLowSampleCountPercentile } = alarm;
  const longest = period >= 3600 ? 7 * day : day;
  if (period * periods > longest) {
    throw validationError(
      `Metrics cannot be checked across more than ${longest === day ? "a day" : "seven days"} (EvaluationPeriods * Period must be <= ${longest}).`,
    );
  }
  if (DatapointsToAlarm !== undefined && DatapointsToAlarm > periods) {
    throw validationError("DatapointsToAlarm must be less than or equal to EvaluationPeriods.");
  }
  if (TreatMissingData !== undefined && !treatments.has(TreatMissingData)) {
    throw validationError(
      `The value ${TreatMissingData} for parameter TreatMissingData is not supported. Supported values are [breaching, notBreaching, ignore, missing].`,
    );
  }
  if (EvaluateLowSampleCountPercentile === undefined) return;
  if (!["evaluate", "ignore"].includes(EvaluateLowSampleCountPercentile)) {
    throw validationError(
      `Option ${EvaluateLowSampleCountPercentile} is not supported. Supported options for parameter EvaluateLowSampleCountPercentile are evaluate and ignore.`,
    );
  }
  if (!alarm.ExtendedStatistic?.startsWith("p")) {
    throw validationError("EvaluateLowSampleCountPercentile may only be used with percentile statistics.");
  }
}
