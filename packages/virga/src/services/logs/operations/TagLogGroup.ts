import type { TagLogGroupCommandInput } from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { onGroup } from "../authorization.ts";
import type { LogsState } from "../state.ts";
import { mergedTags } from "../tags.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagLogGroup.html; TagResource's predecessor. */
export const TagLogGroup: Operation<LogsState, TagLogGroupCommandInput, object> = {
  authorize: onGroup("TagLogGroup"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const group = call.state.group(transaction, call, input.logGroupName!);
      call.state.putGroup(transaction, { ...group, tags: mergedTags(group.tags, input.tags!) });
      return {};
    });
  },
};
