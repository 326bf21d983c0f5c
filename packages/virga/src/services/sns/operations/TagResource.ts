import type { TagResourceCommandInput } from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { onTagged } from "../access.ts";
import { resourceNotFound } from "../errors.ts";
import { parseTopicArn } from "../model.ts";
import type { Sns } from "../sns.ts";
import { limited, tagsOf } from "../tags.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_TagResource.html */
export const TagResource: Operation<Sns, TagResourceCommandInput, object> = {
  authorize: onTagged("TagResource"),
  handle(call, input) {
    const added = tagsOf(input.Tags);
    call.state.transact((transaction) => {
      const topic = call.state.findTopic(transaction, parseTopicArn(input.ResourceArn, "ResourceArn"));
      if (!topic) throw resourceNotFound();
      call.state.putTopic(transaction, { ...topic, tags: limited({ ...topic.tags, ...added }) });
    });
    return {};
  },
};
