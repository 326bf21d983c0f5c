import type { PutRetentionPolicyCommandInput } from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { onGroup } from "../authorization.ts";
import { checkRetention } from "../model.ts";
import type { LogsState } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const PutRetentionPolicy: Operation<LogsState, PutRetentionPolicyCommandInput, object> = {
  authorize: onGroup("PutRetentionPolicy"),
  handle(call, input) {
    const retentionInDays = input.retentionInDays!;
    checkRetention(retentionInDays);
    return call.state.transact((transaction) => {
      const group = call.state.group(transaction, call, input.logGroupName!);
      call.state.setRetention(transaction, { ...group, retentionInDays }, call.now);
      return {};
    });
  },
};
