import type { MetricDatum } from "@aws-sdk/client-cloudwatch";
import { invalidParameterCombination, invalidParameterValue, missingParameter, validationError } from "../errors.ts";
import { aggregateOf, aggregateOfSet } from "./aggregate.ts";
import type { Point } from "./metric-store.ts";

const mostData = 1_000;
const mostValues = 150;
const greatestValue = 2 ** 360;
const oldest = 14 * 86_400_000;
const farthest = 2 * 3_600_000;

/**
 * Holds metric data against the rules that the model does not tell:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export function checkMetricData(namespace: string, data: readonly MetricDatum[], now: number): void {
  if (namespace.startsWith("AWS/")) {
    throw invalidParameterValue(
      `The value ${namespace} for parameter Namespace is invalid: it must not begin with AWS/.`,
    );
  }
  if (data.length === 0) throw missingParameter("The parameter MetricData is required.");
  if (data.length > mostData) {
    throw validationError(`The collection MetricData must not have a size greater than ${mostData}.`);
  }
  for (const [index, datum] of data.entries()) checkDatum(datum, `MetricData.member.${index + 1}`, now);
}

function checkDatum(datum: MetricDatum, member: string, now: number): void {
  const { Value, StatisticValues, Values, Counts, Timestamp, StorageResolution, Dimensions = [] } = datum;
  const given = Object.entries({ Value, StatisticValues, Values }).filter(([, value]) => value !== undefined);
  if (given.length === 0) {
    throw missingParameter(
      `At least one of the parameters ${member}.Value, ${member}.Values or ${member}.StatisticValues must be specified.`,
    );
  }
  if (given.length > 1) {
    const [[first = ""] = [], [second = ""] = []] = given;
    throw invalidParameterCombination(
      `The parameters ${member}.${first} and ${member}.${second} are mutually exclusive and you have specified both.`,
    );
  }
  if (new Set(Dimensions.map(({ Name }) => Name)).size < Dimensions.length) {
    throw invalidParameterValue(`The values for parameter ${member}.Dimensions have a name more than once.`);
  }
  if (StorageResolution !== undefined && StorageResolution !== 1 && StorageResolution !== 60) {
    throw invalidParameterValue(
      `The value ${StorageResolution} for parameter ${member}.StorageResolution must be 1 or 60.`,
    );
  }
  const at = Timestamp?.getTime() ?? now;
  if (at < now - oldest) {
    throw invalidParameterValue(
      `The parameter ${member}.Timestamp must specify a time no more than two weeks in the past.`,
    );
  }
  if (at > now + farthest) {
    throw invalidParameterValue(
      `The parameter ${member}.Timestamp must specify a time no more than two hours in the future.`,
    );
  }
  checkValues(Value === undefined ? (Values ?? []) : [Value], Counts, member, Values !== undefined);
  if (StatisticValues) checkSet(datum, member);
}

function checkValues(
  values: readonly number[],
  counts: readonly number[] | undefined,
  member: string,
  isList: boolean,
): void {
  if (isList && (values.length === 0 || values.length > mostValues)) {
    throw invalidParameterValue(`The parameter ${member}.Values must have between 1 and ${mostValues} values.`);
  }
  if (counts !== undefined && (!isList || counts.length !== values.length)) {
    throw invalidParameterValue(`The parameters ${member}.Values and ${member}.Counts must be of the same size.`);
  }
  for (const value of values) checkNumber(value, `${member}.${isList ? "Values" : "Value"}`);
  for (const count of counts ?? []) {
    checkNumber(count, `${member}.Counts`);
    if (count < 0)
      throw invalidParameterValue(`The value ${count} for parameter ${member}.Counts must not be negative.`);
  }
}

function checkSet({ StatisticValues }: MetricDatum, member: string): void {
  const { SampleCount, Sum, Minimum, Maximum } = StatisticValues!;
  for (const [name, value] of Object.entries({ SampleCount, Sum, Minimum, Maximum })) {
    checkNumber(value!, `${member}.StatisticValues.${name}`);
  }
  if (SampleCount! < 0 || Minimum! > Maximum!) {
    throw invalidParameterValue(`The parameter ${member}.StatisticValues holds values that cannot belong together.`);
  }
}

function checkNumber(value: number, parameter: string): void {
  if (!Number.isFinite(value) || Math.abs(value) > greatestValue) {
    throw invalidParameterValue(`The value ${value} for parameter ${parameter} is invalid.`);
  }
}

/** The point that a checked datum stands for. */
export function pointOf(datum: MetricDatum, now: number): Point {
  const { Value, StatisticValues, Values = [], Counts, Timestamp, Unit = "None" } = datum;
  const at = Timestamp?.getTime() ?? now;
  if (!StatisticValues) {
    const values = Value === undefined ? Values : [Value];
    const counted = Counts ? values.filter((_, index) => Counts[index] !== 0) : values;
    return {
      at,
      unit: Unit,
      aggregate: aggregateOf(
        counted,
        Counts?.filter((count) => count !== 0),
      ),
    };
  }
  const { SampleCount = 0, Sum = 0, Minimum = 0, Maximum = 0 } = StatisticValues;
  return { at, unit: Unit, aggregate: aggregateOfSet(SampleCount, Sum, Minimum, Maximum) };
}
