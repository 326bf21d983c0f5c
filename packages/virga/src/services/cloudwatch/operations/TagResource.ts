import type { TagResourceCommandInput } from "@aws-sdk/client-cloudwatch";
import type { Operation } from "../../../kernel/service.ts";
import { onResource } from "../authorization.ts";
import type { CloudWatch } from "../cloudwatch.ts";
import { mergedTags, taggedAlarm } from "../tags.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_TagResource.html */
export const TagResource: Operation<CloudWatch, TagResourceCommandInput, object> = {
  authorize: onResource("TagResource"),
  handle(call, { ResourceARN = "", Tags = [] }) {
    const { state } = call;
    const alarm = taggedAlarm(state, call, ResourceARN);
    const tags = mergedTags(alarm.tags, Tags);
    state.transact((transaction) => state.putAlarm(transaction, { ...alarm, tags }));
    return {};
  },
};
