import type { ListTagsLogGroupCommandInput, ListTagsLogGroupCommandOutput } from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { onGroup } from "../authorization.ts";
import type { LogsState } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListTagsLogGroup.html */
export const ListTagsLogGroup: Operation<
  LogsState,
  ListTagsLogGroupCommandInput,
  Omit<ListTagsLogGroupCommandOutput, "$metadata">
> = {
  authorize: onGroup("ListTagsLogGroup"),
  handle(call, input) {
    return { tags: call.state.group(call.state.reader, call, input.logGroupName!).tags };
  },
};
