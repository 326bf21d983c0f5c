import type { DeleteLogStreamCommandInput } from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { onStream } from "../authorization.ts";
import type { LogsState } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogStream.html */
export const DeleteLogStream: Operation<LogsState, DeleteLogStreamCommandInput, object> = {
  authorize: onStream("DeleteLogStream"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const group = call.state.group(transaction, call, input.logGroupName!);
      call.state.deleteStream(transaction, group, call.state.stream(transaction, group, input.logStreamName!));
      return {};
    });
  },
};
