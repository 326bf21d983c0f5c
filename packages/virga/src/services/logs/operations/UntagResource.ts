import type { UntagResourceCommandInput } from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { groupNameOfArn, onResourceArn } from "../authorization.ts";
import type { LogsState } from "../state.ts";
import { tagsWithout } from "../tags.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_UntagResource.html */
export const UntagResource: Operation<LogsState, UntagResourceCommandInput, object> = {
  authorize: onResourceArn("UntagResource"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const group = call.state.group(transaction, call, groupNameOfArn(input.resourceArn!));
      call.state.putGroup(transaction, { ...group, tags: tagsWithout(group.tags, input.tagKeys!) });
      return {};
    });
  },
};
