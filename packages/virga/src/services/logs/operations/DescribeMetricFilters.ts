import type {
  DescribeMetricFiltersCommandInput,
  DescribeMetricFiltersCommandOutput,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Call, Operation } from "../../../kernel/service.ts";
import { onGroup } from "../authorization.ts";
import { invalidNextToken, invalidParameter } from "../errors.ts";
import type { LogGroup, MetricFilterRecord } from "../model.ts";
import type { LogsState } from "../state.ts";

const defaultLimit = 50;

interface Found {
  readonly group: LogGroup;
  readonly filter: MetricFilterRecord;
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeMetricFilters.html */
export const DescribeMetricFilters: Operation<
  LogsState,
  DescribeMetricFiltersCommandInput,
  Omit<DescribeMetricFiltersCommandOutput, "$metadata">
> = {
  authorize: (call, { logGroupName = "*" }) => onGroup("DescribeMetricFilters")(call, { logGroupName }),
  handle(call, input) {
    const page = takePage(found(call, input), input.limit ?? defaultLimit, idOf);
    const metricFilters = page.items.map(({ group, filter }) => ({
      filterName: filter.name,
      filterPattern: filter.pattern,
      metricTransformations: [filter.transformation] as NonNullable<
        DescribeMetricFiltersCommandOutput["metricFilters"]
      >[number]["metricTransformations"],
      creationTime: filter.created,
      logGroupName: group.name,
      applyOnTransformedLogs: false,
    }));
    return { metricFilters, ...(page.token !== undefined && { nextToken: page.token }) };
  },
};

function idOf({ group, filter }: Found): string {
  return `${group.name}\0${filter.name}`;
}

function* found(call: Call<LogsState>, input: DescribeMetricFiltersCommandInput): Generator<Found> {
  const { logGroupName, filterNamePrefix = "", metricName, metricNamespace } = input;
  if ((metricName === undefined) !== (metricNamespace === undefined)) {
    throw invalidParameter("metricName and metricNamespace must be specified together.");
  }
  const after = afterToken(input.nextToken, invalidNextToken);
  const { state } = call;
  const groups =
    logGroupName === undefined ? state.groups(state.reader, call) : [state.group(state.reader, call, logGroupName)];
  for (const group of groups) {
    for (const filter of state.metricFilters(state.reader, group)) {
      const { transformation } = filter;
      if (!filter.name.startsWith(filterNamePrefix)) continue;
      if (metricName !== undefined && transformation.metricName !== metricName) continue;
      if (metricNamespace !== undefined && transformation.metricNamespace !== metricNamespace) continue;
      if (after === undefined || idOf({ group, filter }) > after) yield { group, filter };
    }
  }
}
