import type {
  GetMetricDataCommandInput,
  GetMetricDataCommandOutput,
  MetricDataQuery,
  MetricDataResult,
} from "@aws-sdk/client-cloudwatch";
import { afterToken } from "../../../kernel/paging.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onEverything } from "../authorization.ts";
import type { CloudWatch } from "../cloudwatch.ts";
import { invalidNextToken, notImplemented, validationError } from "../errors.ts";
import { compileQueries } from "../query/compile.ts";
import type { Series } from "../query/functions.ts";
import { dynamicLabel } from "../query/label.ts";
import { QueryRun } from "../query/run.ts";
import { roundedRange } from "../query/time-range.ts";
import { requireStatistic } from "../statistics.ts";

const mostQueries = 500;
const mostDatapoints = 100_800;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export const GetMetricData: Operation<
  CloudWatch,
  GetMetricDataCommandInput,
  Omit<GetMetricDataCommandOutput, "$metadata">
> = {
  authorize: onEverything("GetMetricData"),
  handle(call, input) {
    const { MetricDataQueries: queries = [], StartTime, EndTime, ScanBy } = input;
    checkInput(input, queries);
    const compiled = compileQueries(queries);
    call.host.metrics.flush();
    const shortest = Math.min(...Array.from(compiled.values(), ({ period }) => period));
    const range = roundedRange(StartTime!, EndTime!, shortest, call.now);
    const run = new QueryRun(call.state.metrics, call, compiled, range);
    const results = queries
      .filter(({ ReturnData }) => ReturnData !== false)
      .flatMap((query) => resultsOf(query, run.series(query.Id!), call, ScanBy !== "TimestampAscending"));
    return takeResults(results, Math.min(input.MaxDatapoints ?? mostDatapoints, mostDatapoints), input.NextToken);
  },
};

function checkInput(
  { StartTime, EndTime, LabelOptions }: GetMetricDataCommandInput,
  queries: readonly MetricDataQuery[],
): void {
  if (LabelOptions?.Timezone !== undefined && LabelOptions.Timezone !== "+0000") {
    throw notImplemented("time zones of labels (LabelOptions)");
  }
  if (queries.length === 0) throw validationError("The parameter MetricDataQueries must have at least one query.");
  if (queries.length > mostQueries) {
    throw validationError(`The collection MetricDataQueries must not have a size greater than ${mostQueries}.`);
  }
  if (StartTime!.getTime() >= EndTime!.getTime()) {
    throw validationError("The parameter StartTime must be less than the parameter EndTime.");
  }
  for (const { MetricStat } of queries) if (MetricStat) requireStatistic(MetricStat.Stat!);
}

type Result = MetricDataResult & { readonly Timestamps: Date[]; readonly Values: number[] };

function resultsOf(
  query: MetricDataQuery,
  series: readonly Series[],
  place: { readonly account: string; readonly region: string },
  descending: boolean,
): Result[] {
  return series.map((each) => {
    const sorted = Array.from(each.points).sort(([left], [right]) => (descending ? right - left : left - right));
    return {
      Id: query.Id,
      Label:
        query.Label === undefined
          ? defaultLabel(query, each, series.length)
          : dynamicLabel(query.Label, query, each, place),
      Timestamps: sorted.map(([instant]) => new Date(instant)),
      Values: sorted.map(([, value]) => value),
      StatusCode: "Complete",
    };
  });
}

function defaultLabel({ Id, MetricStat }: MetricDataQuery, series: Series, count: number): string {
  return MetricStat || count > 1 ? series.label : Id!;
}

/** A page of so many datapoints; the token tells how many of all results have been given. */
function takeResults(results: readonly Result[], most: number, token: string | undefined) {
  const given = Number(afterToken(token, invalidNextToken) ?? 0);
  if (!Number.isInteger(given)) throw invalidNextToken();
  const page: Result[] = [];
  let [skip, left, taken] = [given, most, given];
  for (const result of results) {
    const { Timestamps, Values } = result;
    const from = Math.min(skip, Values.length);
    skip -= from;
    const wasGiven = from === Values.length && given > 0 && from > 0;
    if (wasGiven) continue;
    const to = Math.min(from + left, Values.length);
    const isCut = to < Values.length;
    if (isCut && to === from) break;
    page.push({
      ...result,
      Timestamps: Timestamps.slice(from, to),
      Values: Values.slice(from, to),
      StatusCode: isCut ? "PartialData" : "Complete",
    });
    left -= to - from;
    taken += to - from;
    if (isCut) break;
  }
  const total = results.reduce((sum, { Values }) => sum + Values.length, 0);
  const next = Buffer.from(JSON.stringify({ after: String(taken) })).toString("base64url");
  return { MetricDataResults: page, Messages: [], ...(taken < total && { NextToken: next }) };
}
