import type {
  Datapoint,
  GetMetricStatisticsCommandInput,
  GetMetricStatisticsCommandOutput,
  StandardUnit,
} from "@aws-sdk/client-cloudwatch";
import type { Operation } from "../../../kernel/service.ts";
import { onEverything } from "../authorization.ts";
import type { CloudWatch } from "../cloudwatch.ts";
import { invalidParameterCombination, invalidParameterValue, missingParameter } from "../errors.ts";
import { roundedRange } from "../query/time-range.ts";
import { type Aggregate, statisticOf } from "../series/aggregate.ts";
import { dimensionsOf } from "../series/series.ts";
import { parseStatistic, type Statistic } from "../statistics.ts";

const mostDatapoints = 1_440;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html */
export const GetMetricStatistics: Operation<
  CloudWatch,
  GetMetricStatisticsCommandInput,
  Omit<GetMetricStatisticsCommandOutput, "$metadata">
> = {
  authorize: onEverything("GetMetricStatistics"),
  handle(call, input) {
    const { Namespace: namespace = "", MetricName: name = "", Dimensions, Unit, Period = 60 } = input;
    const statistics = (input.Statistics ?? []).map((text) => [text, parseStatistic(text)!] as const);
    const extended = (input.ExtendedStatistics ?? []).map((text) => [text, extendedStatistic(text)] as const);
    checkInput(input, call.now);
    call.host.metrics.flush();
    const { account, region, state } = call;
    const series = state.metrics.find({ account, region, namespace, name, dimensions: dimensionsOf(Dimensions) });
    const range = roundedRange(input.StartTime!, input.EndTime!, Period, call.now);
    const read = series
      ? state.metrics.read(series, { ...range, period: Period * 1000, ...(Unit !== undefined && { unit: Unit }) })
      : new Map<number, ReadonlyMap<string, Aggregate>>();
    const Datapoints = Array.from(read).flatMap(([at, byUnit]) =>
      Array.from(byUnit, ([unit, aggregate]) => datapoint(at, unit, aggregate, statistics, extended)),
    );
    return { Label: name, Datapoints };
  },
};

type Named = readonly (readonly [string, Statistic])[];

function datapoint(at: number, unit: string, aggregate: Aggregate, statistics: Named, extended: Named): Datapoint {
  const values = (named: Named) =>
    Object.fromEntries(
      named.flatMap(([name, statistic]) => {
        const value = statisticOf(aggregate, statistic);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  return {
    Timestamp: new Date(at),
    Unit: unit as StandardUnit,
    ...values(statistics),
    ...(extended.length > 0 && { ExtendedStatistics: values(extended) }),
  };
}

function extendedStatistic(text: string): Statistic {
  const statistic = parseStatistic(text);
  if (!statistic)
    throw invalidParameterValue(`The value ${text} for parameter ExtendedStatistics.member.1 is not supported.`);
  return statistic;
}

function checkInput(input: GetMetricStatisticsCommandInput, now: number): void {
  const { StartTime, EndTime, Period = 60, Statistics, ExtendedStatistics } = input;
  if (!Statistics && !ExtendedStatistics) {
    throw missingParameter("Must specify either Statistics or ExtendedStatistics");
  }
  if (StartTime!.getTime() >= EndTime!.getTime()) {
    throw invalidParameterCombination("The parameter StartTime must be less than the parameter EndTime.");
  }
  const isGood = [1, 5, 10, 20, 30].includes(Period) || Period % 60 === 0;
  if (!isGood) {
    throw invalidParameterValue("The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.");
  }
  const { start, end } = roundedRange(StartTime!, EndTime!, Period, now);
  const count = Math.ceil((end - start) / (Period * 1000));
  if (count > mostDatapoints) {
    throw invalidParameterCombination(
      `You have requested up to ${count.toLocaleString("en-US")} datapoints, which exceeds the limit of ${mostDatapoints.toLocaleString("en-US")}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    );
  }
}
