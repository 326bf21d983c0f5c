import type { DeleteTopicCommandInput } from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { onTopic } from "../access.ts";
import { parseTopicArn } from "../model.ts";
import type { Sns } from "../sns.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html */
export const DeleteTopic: Operation<Sns, DeleteTopicCommandInput, object> = {
  authorize: onTopic("DeleteTopic"),
  handle(call, input) {
    const name = parseTopicArn(input.TopicArn);
    call.state.transact((transaction) => call.state.deleteTopic(transaction, name));
    return {};
  },
};
