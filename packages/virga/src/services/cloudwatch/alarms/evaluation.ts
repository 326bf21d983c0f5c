import type { ComparisonOperator, StateValue } from "@aws-sdk/client-cloudwatch";

/** A period of the evaluation range; without a value its data is missing. */
export interface EvaluatedPeriod {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly value?: number;
}

/** What a period without data is taken for; `missing` lets the alarm run out of data. */
export type Treatment = "breaching" | "notBreaching" | "ignore" | "missing";

/** How an alarm decides: so many of so many periods that breach a threshold. */
export interface EvaluationRules {
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly comparison: ComparisonOperator;
  readonly threshold: number;
  readonly treatment: Treatment;
}

/** What an evaluation says; without a value the state stays as it is. */
export interface Verdict {
  readonly value?: StateValue;
  /** The periods with data that decided, the newest first. */
  readonly decisive: readonly EvaluatedPeriod[];
  /** How many periods of missing data were taken for breaching or not. */
  readonly filled: number;
}

const comparisons: Partial<Record<ComparisonOperator, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};

/** Whether a value is on the alarm's side of its threshold. */
export function isBreaching({ comparison, threshold }: EvaluationRules, value: number): boolean {
  return comparisons[comparison]!(value, threshold);
}

/**
 * How many periods are looked at: more than the evaluation periods, so that real data decides where the newest is missing.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function evaluationRange({ evaluationPeriods }: Pick<EvaluationRules, "evaluationPeriods">): number {
  return evaluationPeriods + 2;
}

/** Evaluates an alarm over the periods of its evaluation range, the newest first. */
export function evaluate(rules: EvaluationRules, periods: readonly EvaluatedPeriod[]): Verdict {
  const { evaluationPeriods, datapointsToAlarm, treatment } = rules;
  const real = periods.filter(({ value }) => value !== undefined);
  const decisive = real.slice(0, evaluationPeriods);
  const breaching = decisive.filter(({ value }) => isBreaching(rules, value!)).length;
  const missing = evaluationPeriods - decisive.length;
  if (missing === 0) return { value: breaching >= datapointsToAlarm ? "ALARM" : "OK", decisive, filled: 0 };
  if (treatment === "breaching" || treatment === "notBreaching") {
    const all = treatment === "breaching" ? breaching + missing : breaching;
    return { value: all >= datapointsToAlarm ? "ALARM" : "OK", decisive, filled: missing };
  }
  if (breaching >= datapointsToAlarm) return { value: "ALARM", decisive, filled: 0 };
  if (breaching < decisive.length) return { value: "OK", decisive, filled: 0 };
  if (treatment === "ignore") return { decisive, filled: 0 };
  if (decisive.length === 0) return { value: "INSUFFICIENT_DATA", decisive, filled: 0 };
  // Against premature alarms: breaching data alone is enough only once it is old enough.
  const oldest = periods.findLastIndex(({ value }, index) => index < evaluationPeriods && value !== undefined);
  return oldest + 1 >= datapointsToAlarm ? { value: "ALARM", decisive, filled: 0 } : { decisive, filled: 0 };
}
