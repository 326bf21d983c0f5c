import type { AddPermissionCommandInput } from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { onTopic } from "../access.ts";
import { parseTopicArn } from "../model.ts";
import { withPermission } from "../permissions.ts";
import type { Sns } from "../sns.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_AddPermission.html */
export const AddPermission: Operation<Sns, AddPermissionCommandInput, object> = {
  authorize: onTopic("AddPermission"),
  handle(call, { TopicArn: arn, Label: label = "", AWSAccountId: accounts = [], ActionName: actions = [] }) {
    call.state.transact((transaction) => {
      const topic = call.state.topic(transaction, parseTopicArn(arn));
      call.state.putTopic(transaction, { ...topic, policy: withPermission(topic, label, accounts, actions) });
    });
    return {};
  },
};
