import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { compileQueries } from "../query/compile.ts";
import { QueryRun, seriesOfStat } from "../query/run.ts";
import type { MetricStore } from "../series/metric-store.ts";
import { endOfHeld, type SeriesName } from "../series/series.ts";
import { parseStatistic } from "../statistics.ts";
import type { MetricAlarmRecord } from "./alarm.ts";
import {
  type EvaluatedPeriod,
  type EvaluationRules,
  evaluate,
  evaluationRange,
  type Treatment,
  type Verdict,
} from "./evaluation.ts";
import { stateReason, stateReasonData } from "./reason.ts";

/** The query that a metric alarm on a single metric stands for. */
const singleId = "m1";

export function queriesOf({ configuration }: MetricAlarmRecord): readonly MetricDataQuery[] {
  if (configuration.Metrics) return configuration.Metrics;
  const { Namespace, MetricName, Dimensions, Period, Statistic, ExtendedStatistic, Unit } = configuration;
  const Metric = { Namespace, MetricName, Dimensions };
  return [{ Id: singleId, MetricStat: { Metric, Period, Stat: Statistic ?? ExtendedStatistic, Unit } }];
}

/** The series that an alarm depends on. */
export function seriesOfAlarm(alarm: MetricAlarmRecord): readonly SeriesName[] {
  return queriesOf(alarm).flatMap(({ MetricStat }) => (MetricStat ? [seriesOfStat(alarm, MetricStat)] : []));
}

function rulesOf({ configuration }: MetricAlarmRecord, series: readonly SeriesName[]): EvaluationRules {
  const { EvaluationPeriods = 1, DatapointsToAlarm, ComparisonOperator, Threshold = 0 } = configuration;
  // AWS ignores missing data of DynamoDB's metrics, whatever the alarm says.
  const ignores = series.some(({ namespace }) => namespace === "AWS/DynamoDB");
  return {
    evaluationPeriods: EvaluationPeriods,
    datapointsToAlarm: DatapointsToAlarm ?? EvaluationPeriods,
    comparison: ComparisonOperator!,
    threshold: Threshold,
    treatment: ignores ? "ignore" : ((configuration.TreatMissingData ?? "missing") as Treatment),
  };
}

/** What an evaluation says, and why in the words of AWS. */
export interface Evaluated {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly reasonData: string;
  /** Whether time alone changes what the next evaluation says; otherwise the instant at which it may, if there is one. */
  readonly nextChange: "soon" | number | undefined;
}

const calendar = /\b(DATE|DAY|EPOCH|HOUR|MINUTE|MONTH|YEAR)\s*\(/i;

/** Evaluates a metric alarm on what there is up to `end`, epoch milliseconds. */
export function evaluateMetricAlarm(
  alarm: MetricAlarmRecord,
  metrics: MetricStore,
  end: number,
  now: number,
): Evaluated {
  const queries = queriesOf(alarm);
  const compiled = compileQueries(queries);
  const returned = compiled.get(queries.find(({ ReturnData }) => ReturnData !== false)!.Id!)!;
  const names = seriesOfAlarm(alarm);
  const rules = rulesOf(alarm, names);
  const period = returned.period * 1000;
  const length = evaluationRange(rules);
  const start = end - length * period;
  const [series] = new QueryRun(metrics, alarm, compiled, { start, end }).series(returned.id);
  const periods = Array.from({ length }, (_, index): EvaluatedPeriod => {
    const at = end - (index + 1) * period;
    const value = series?.points.get(at);
    return value === undefined ? { at } : { at, value };
  });
  const verdict = hasTooFewSamples(alarm, metrics, end) ? { decisive: [], filled: 0 } : evaluate(rules, periods);
  const from = alarm.state.value;
  return {
    verdict,
    reason: stateReason(rules, verdict, from, verdict.value ?? from),
    reasonData: stateReasonData(alarm.configuration, rules, verdict, periods, returned.period, now),
    nextChange: queries.some(({ Expression = "" }) => calendar.test(Expression))
      ? "soon"
      : nextChange(metrics, names, start, now),
  };
}

/** Until when nothing changes by itself: all data of the range is older than it, or is a gauge that holds. */
function nextChange(
  metrics: MetricStore,
  names: readonly SeriesName[],
  start: number,
  now: number,
): Evaluated["nextChange"] {
  let earliest: number | undefined;
  for (const name of names) {
    const series = metrics.find(name);
    if (!series) continue;
    const { lastAt, held } = series;
    if (lastAt > start) return "soon";
    if (!held) continue;
    const end = endOfHeld(held);
    if (held.since !== undefined || (end <= now && end > start)) return "soon";
    if (end > now && Number.isFinite(end)) earliest = Math.min(earliest ?? end, end);
  }
  return earliest;
}

/**
 * Percentiles of few samples say little; an alarm may ask not to be evaluated then.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html
 */
function hasTooFewSamples({ configuration, ...place }: MetricAlarmRecord, metrics: MetricStore, end: number): boolean {
  if (configuration.EvaluateLowSampleCountPercentile !== "ignore") return false;
  const statistic = parseStatistic(configuration.ExtendedStatistic ?? "");
  if (statistic?.kind !== "percentile") return false;
  const { Namespace, MetricName, Dimensions, Period = 60, Unit } = configuration;
  const stat = { Metric: { Namespace, MetricName, Dimensions }, Period, Stat: "SampleCount", Unit };
  const compiled = compileQueries([{ Id: singleId, MetricStat: stat }]);
  const start = end - Period * 1000;
  const [samples] = new QueryRun(metrics, place, compiled, { start, end }).series(singleId);
  const count = samples?.points.get(start);
  if (count === undefined) return false;
  const share = statistic.percent / 100;
  return count < 10 / (share >= 0.5 ? 1 - share : share);
}
