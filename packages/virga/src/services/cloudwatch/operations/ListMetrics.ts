import type { ListMetricsCommandInput, ListMetricsCommandOutput } from "@aws-sdk/client-cloudwatch";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Call, Operation } from "../../../kernel/service.ts";
import { onEverything } from "../authorization.ts";
import type { CloudWatch } from "../cloudwatch.ts";
import { invalidParameterValue, notImplemented } from "../errors.ts";
import { describeDimensions, endOfHeld, type SeriesRecord } from "../series/series.ts";

const pageSize = 500;
/** Milliseconds after its last datapoint for which a metric is listed. */
const listedFor = 14 * 86_400_000;
const recently = 3 * 3_600_000;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html */
export const ListMetrics: Operation<
  CloudWatch,
  ListMetricsCommandInput,
  Omit<ListMetricsCommandOutput, "$metadata">
> = {
  authorize: onEverything("ListMetrics"),
  handle(call, input) {
    if (input.IncludeLinkedAccounts || input.OwningAccount !== undefined) {
      throw notImplemented("metrics of other accounts (IncludeLinkedAccounts, OwningAccount)");
    }
    call.host.metrics.flush();
    const page = takePage(found(call, input), pageSize, ({ id }) => String(id));
    const Metrics = page.items.map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: describeDimensions(dimensions),
    }));
    return { Metrics, ...(page.token !== undefined && { NextToken: page.token }) };
  },
};

function* found(call: Call<CloudWatch>, input: ListMetricsCommandInput): Generator<SeriesRecord> {
  const after = afterToken(input.NextToken, () =>
    invalidParameterValue("The value for parameter NextToken is invalid."),
  );
  let isAfter = after === undefined;
  const filters = (input.Dimensions ?? []).map(({ Name = "", Value }) => [Name, Value] as const);
  const since = call.now - (input.RecentlyActive === "PT3H" ? recently : listedFor);
  for (const series of call.state.metrics.list(call, input.Namespace, input.Namespace && input.MetricName)) {
    if (!isAfter) {
      isAfter = String(series.id) === after;
      continue;
    }
    const { name, dimensions, lastAt, held } = series;
    if (input.MetricName !== undefined && name !== input.MetricName) continue;
    if (Math.max(lastAt, held ? Math.min(endOfHeld(held), call.now) : 0) < since) continue;
    const matches = filters.every(([filter, value]) =>
      dimensions.some(([dimension, its]) => dimension === filter && (value === undefined || value === its)),
    );
    if (matches) yield series;
  }
}
