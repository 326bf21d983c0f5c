import type { StateValue } from "@aws-sdk/client-cloudwatch";
import { javaDouble, messageTime } from "../model.ts";
import type { MetricAlarmConfiguration } from "./alarm.ts";
import { type EvaluatedPeriod, type EvaluationRules, isBreaching, type Verdict } from "./evaluation.ts";

/** How many datapoints a reason shows. */
const mostShown = 5;

const comparisonTexts: Readonly<Record<string, string>> = {
  GreaterThanOrEqualToThreshold: "greater than or equal to",
  GreaterThanThreshold: "greater than",
  LessThanOrEqualToThreshold: "less than or equal to",
  LessThanThreshold: "less than",
};

/** `02/10/19 16:59:00` */
function shortTime(instant: number): string {
  const [date = "", time = ""] = new Date(instant).toISOString().split("T");
  const [year = "", month, day] = date.split("-");
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Why an alarm goes into a state, as CloudWatch words it. */
export function stateReason(rules: EvaluationRules, verdict: Verdict, from: StateValue, to: StateValue): string {
  const { evaluationPeriods, datapointsToAlarm, treatment } = rules;
  const { decisive, filled } = verdict;
  if (to === "INSUFFICIENT_DATA") {
    return `Insufficient Data: ${counted(evaluationPeriods, "datapoint")} ${were(evaluationPeriods)} unknown.`;
  }
  const kind = treatment === "breaching" ? "Breaching" : "NonBreaching";
  const treated = `${counted(filled, "missing datapoint")} ${were(filled)} treated as [${kind}]`;
  if (decisive.length === 0) {
    return `Threshold Crossed: no datapoints were received for ${counted(evaluationPeriods, "period")} and ${treated}.`;
  }
  const matching = decisive.filter(({ value }) => isBreaching(rules, value!) === (to === "ALARM"));
  const shown = matching.slice(0, mostShown).map(({ at, value }) => `${javaDouble(value!)} (${shortTime(at)})`);
  const comparison = `${to === "ALARM" ? "" : "not "}${comparisonTexts[rules.comparison]}`;
  const least = to === "ALARM" ? datapointsToAlarm : evaluationPeriods - datapointsToAlarm + 1;
  const transition = from === to ? "" : ` (minimum ${counted(least, "datapoint")} for ${from} -> ${to} transition)`;
  const missing = filled === 0 ? "" : ` and ${treated}`;
  return `Threshold Crossed: ${matching.length} out of the last ${evaluationPeriods} datapoints [${shown.join(", ")}] ${were(matching.length)} ${comparison} the threshold (${javaDouble(rules.threshold)})${missing}${transition}.`;
}

function were(count: number): string {
  return count === 1 ? "was" : "were";
}

/** The same as data. */
export function stateReasonData(
  configuration: MetricAlarmConfiguration,
  rules: EvaluationRules,
  verdict: Verdict,
  periods: readonly EvaluatedPeriod[],
  period: number,
  now: number,
): string {
  const oldestFirst = Array.from(verdict.decisive).reverse();
  const start = oldestFirst[0]?.at;
  const { Statistic, ExtendedStatistic, Unit } = configuration;
  const evaluated = periods.slice(0, rules.evaluationPeriods);
  return JSON.stringify({
    version: "1.0",
    queryDate: messageTime(now),
    ...(start !== undefined && { startDate: messageTime(start) }),
    ...(Unit !== undefined && { unit: Unit }),
    ...(Statistic === undefined && ExtendedStatistic === undefined
      ? {}
      : { statistic: Statistic ?? ExtendedStatistic }),
    period,
    recentDatapoints: oldestFirst.map(({ value }) => value),
    threshold: rules.threshold,
    evaluatedDatapoints: evaluated.map(({ at, value }) => ({
      timestamp: messageTime(at),
      ...(value !== undefined && { value }),
    })),
  });
}
