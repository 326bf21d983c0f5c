import type { DeleteRetentionPolicyCommandInput } from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { onGroup } from "../authorization.ts";
import type { LogsState } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteRetentionPolicy.html */
export const DeleteRetentionPolicy: Operation<LogsState, DeleteRetentionPolicyCommandInput, object> = {
  authorize: onGroup("DeleteRetentionPolicy"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const { retentionInDays: _ended, ...group } = call.state.group(transaction, call, input.logGroupName!);
      call.state.setRetention(transaction, group, call.now);
      return {};
    });
  },
};
