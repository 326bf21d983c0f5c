import type { PutMetricFilterCommandInput } from "@aws-sdk/client-cloudwatch-logs";
import { AwsError } from "../../../kernel/errors.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onGroup } from "../authorization.ts";
import { notImplemented } from "../errors.ts";
import { checkedTransformation } from "../metric-filters.ts";
import type { LogsState } from "../state.ts";

const mostFilters = 100;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html */
export const PutMetricFilter: Operation<LogsState, PutMetricFilterCommandInput, object> = {
  authorize: onGroup("PutMetricFilter"),
  handle(call, input) {
    if (input.applyOnTransformedLogs)
      throw notImplemented("metric filters on transformed logs (applyOnTransformedLogs)");
    if (input.fieldSelectionCriteria !== undefined) throw notImplemented("fieldSelectionCriteria of metric filters");
    if (input.emitSystemFieldDimensions?.length) throw notImplemented("emitSystemFieldDimensions of metric filters");
    const { filterName: name = "", filterPattern: pattern = "" } = input;
    call.state.patterns.test(pattern);
    const transformation = checkedTransformation(input.metricTransformations ?? []);
    call.state.transact((transaction) => {
      const group = call.state.group(transaction, call, input.logGroupName!);
      const existing = call.state.findMetricFilter(transaction, group, name);
      if (!existing && Array.from(call.state.metricFilters(transaction, group)).length >= mostFilters) {
        throw new AwsError("LimitExceededException", "Resource limit exceeded.");
      }
      call.state.putMetricFilter(transaction, group, { name, pattern, transformation, created: call.now });
    });
    return {};
  },
};
