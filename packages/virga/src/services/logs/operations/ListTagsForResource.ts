import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { groupNameOfArn, onResourceArn } from "../authorization.ts";
import type { LogsState } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListTagsForResource.html */
export const ListTagsForResource: Operation<
  LogsState,
  ListTagsForResourceCommandInput,
  Omit<ListTagsForResourceCommandOutput, "$metadata">
> = {
  authorize: onResourceArn("ListTagsForResource"),
  handle(call, input) {
    return { tags: call.state.group(call.state.reader, call, groupNameOfArn(input.resourceArn!)).tags };
  },
};
