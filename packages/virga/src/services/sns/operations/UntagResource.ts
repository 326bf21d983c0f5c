import type { UntagResourceCommandInput } from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { onTagged } from "../access.ts";
import { resourceNotFound } from "../errors.ts";
import { parseTopicArn } from "../model.ts";
import type { Sns } from "../sns.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_UntagResource.html */
export const UntagResource: Operation<Sns, UntagResourceCommandInput, object> = {
  authorize: onTagged("UntagResource"),
  handle(call, input) {
    const keys = new Set(input.TagKeys);
    call.state.transact((transaction) => {
      const topic = call.state.findTopic(transaction, parseTopicArn(input.ResourceArn, "ResourceArn"));
      if (!topic) throw resourceNotFound();
      const tags = Object.fromEntries(Object.entries(topic.tags).filter(([key]) => !keys.has(key)));
      call.state.putTopic(transaction, { ...topic, tags });
    });
    return {};
  },
};
