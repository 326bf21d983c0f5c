import type { DeleteMetricFilterCommandInput } from "@aws-sdk/client-cloudwatch-logs";
import { AwsError } from "../../../kernel/errors.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onGroup } from "../authorization.ts";
import type { LogsState } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteMetricFilter.html */
export const DeleteMetricFilter: Operation<LogsState, DeleteMetricFilterCommandInput, object> = {
  authorize: onGroup("DeleteMetricFilter"),
  handle(call, { logGroupName, filterName = "" }) {
    call.state.transact((transaction) => {
      const group = call.state.group(transaction, call, logGroupName!);
      if (!call.state.findMetricFilter(transaction, group, filterName)) {
        throw new AwsError("ResourceNotFoundException", "The specified metric filter does not exist.");
      }
      call.state.deleteMetricFilter(transaction, group, filterName);
    });
    return {};
  },
};
