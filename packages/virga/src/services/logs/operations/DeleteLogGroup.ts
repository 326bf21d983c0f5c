import type { DeleteLogGroupCommandInput } from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { onGroup } from "../authorization.ts";
import type { LogsState } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html */
export const DeleteLogGroup: Operation<LogsState, DeleteLogGroupCommandInput, object> = {
  authorize: onGroup("DeleteLogGroup"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      call.state.deleteGroup(transaction, call.state.group(transaction, call, input.logGroupName!));
      return {};
    });
  },
};
