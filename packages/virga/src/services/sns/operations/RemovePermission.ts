import type { RemovePermissionCommandInput } from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { onTopic } from "../access.ts";
import { parseTopicArn } from "../model.ts";
import { withoutPermission } from "../permissions.ts";
import type { Sns } from "../sns.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_RemovePermission.html */
export const RemovePermission: Operation<Sns, RemovePermissionCommandInput, object> = {
  authorize: onTopic("RemovePermission"),
  handle(call, { TopicArn: arn, Label: label = "" }) {
    call.state.transact((transaction) => {
      const topic = call.state.topic(transaction, parseTopicArn(arn));
      call.state.putTopic(transaction, { ...topic, policy: withoutPermission(topic, label) });
    });
    return {};
  },
};
