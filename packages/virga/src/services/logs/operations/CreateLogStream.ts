import type { CreateLogStreamCommandInput } from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { onStream } from "../authorization.ts";
import { alreadyExists } from "../errors.ts";
import type { LogsState } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html */
export const CreateLogStream: Operation<LogsState, CreateLogStreamCommandInput, object> = {
  authorize: onStream("CreateLogStream"),
  handle(call, input) {
    const name = input.logStreamName!;
    return call.state.transact((transaction) => {
      const group = call.state.group(transaction, call, input.logGroupName!);
      if (call.state.findStream(transaction, group, name)) throw alreadyExists("log stream");
      const stream = { name, id: call.state.ids.text(16), created: call.now, eventCount: 0 };
      call.state.putStream(transaction, group, stream);
      return {};
    });
  },
};
