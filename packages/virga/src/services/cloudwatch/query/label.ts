import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { notImplemented } from "../errors.ts";
import type { Place } from "../model.ts";
import type { Series } from "./functions.ts";

const statistics: Readonly<Record<string, (values: readonly number[]) => number | undefined>> = {
  AVG: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  DATAPOINT_COUNT: (values) => values.length,
  FIRST: (values) => values[0],
  LAST: (values) => values.at(-1),
  MAX: (values) => Math.max(...values),
  MIN: (values) => Math.min(...values),
  SUM: (values) => values.reduce((sum, value) => sum + value, 0),
};

/**
 * A label with what `${...}` stands for put in:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/graph-dynamic-labels.html
 */
export function dynamicLabel(label: string, query: MetricDataQuery, series: Series, place: Place): string {
  return label.replaceAll(/\$\{([^}]*)\}/g, (_all, expression: string) => {
    const property = /^PROP\('([^']+)'\)$/.exec(expression.trim());
    if (property) return propertyOf(property[1]!, query, place);
    const statistic = statistics[expression.trim()];
    if (!statistic) throw notImplemented(`the label expression \${${expression}}`);
    const ascending = Array.from(series.points).sort(([left], [right]) => left - right);
    const value = ascending.length === 0 ? undefined : statistic(ascending.map(([, each]) => each));
    return value === undefined ? "--" : String(Number(value.toFixed(2)));
  });
}

function propertyOf(name: string, { MetricStat, Label = "" }: MetricDataQuery, { account, region }: Place): string {
  const metric = MetricStat?.Metric;
  switch (name) {
    case "AccountId":
      return account;
    case "Region":
      return region;
    case "Label":
      return Label;
    case "MetricName":
      return metric?.MetricName ?? "";
    case "Namespace":
      return metric?.Namespace ?? "";
    case "Period":
      return String(MetricStat?.Period ?? "");
    case "Stat":
      return MetricStat?.Stat ?? "";
  }
  const dimension = name.startsWith("Dim.") ? name.slice("Dim.".length) : undefined;
  if (dimension === undefined) throw notImplemented(`the label property ${name}`);
  return metric?.Dimensions?.find(({ Name }) => Name === dimension)?.Value ?? "";
}
