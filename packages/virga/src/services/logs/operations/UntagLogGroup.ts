import type { UntagLogGroupCommandInput } from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { onGroup } from "../authorization.ts";
import type { LogsState } from "../state.ts";
import { tagsWithout } from "../tags.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_UntagLogGroup.html */
export const UntagLogGroup: Operation<LogsState, UntagLogGroupCommandInput, object> = {
  authorize: onGroup("UntagLogGroup"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const group = call.state.group(transaction, call, input.logGroupName!);
      call.state.putGroup(transaction, { ...group, tags: tagsWithout(group.tags, input.tags!) });
      return {};
    });
  },
};
