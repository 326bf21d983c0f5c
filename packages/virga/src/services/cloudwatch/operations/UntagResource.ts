import type { UntagResourceCommandInput } from "@aws-sdk/client-cloudwatch";
import type { Operation } from "../../../kernel/service.ts";
import { onResource } from "../authorization.ts";
import type { CloudWatch } from "../cloudwatch.ts";
import { taggedAlarm } from "../tags.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_UntagResource.html */
export const UntagResource: Operation<CloudWatch, UntagResourceCommandInput, object> = {
  authorize: onResource("UntagResource"),
  handle(call, { ResourceARN = "", TagKeys = [] }) {
    const { state } = call;
    const alarm = taggedAlarm(state, call, ResourceARN);
    const tags = Object.fromEntries(Object.entries(alarm.tags).filter(([key]) => !TagKeys.includes(key)));
    state.transact((transaction) => state.putAlarm(transaction, { ...alarm, tags }));
    return {};
  },
};
