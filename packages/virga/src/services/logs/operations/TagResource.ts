import type { TagResourceCommandInput } from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { groupNameOfArn, onResourceArn } from "../authorization.ts";
import type { LogsState } from "../state.ts";
import { mergedTags } from "../tags.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagResource.html */
export const TagResource: Operation<LogsState, TagResourceCommandInput, object> = {
  authorize: onResourceArn("TagResource"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const group = call.state.group(transaction, call, groupNameOfArn(input.resourceArn!));
      call.state.putGroup(transaction, { ...group, tags: mergedTags(group.tags, input.tags!) });
      return {};
    });
  },
};
