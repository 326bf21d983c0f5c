import type { ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput } from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { onTagged } from "../access.ts";
import { resourceNotFound } from "../errors.ts";
import { parseTopicArn } from "../model.ts";
import type { Sns } from "../sns.ts";
import { tagList } from "../tags.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_ListTagsForResource.html */
export const ListTagsForResource: Operation<
  Sns,
  ListTagsForResourceCommandInput,
  Omit<ListTagsForResourceCommandOutput, "$metadata">
> = {
  authorize: onTagged("ListTagsForResource"),
  handle(call, input) {
    const topic = call.state.findTopic(call.state.reader, parseTopicArn(input.ResourceArn, "ResourceArn"));
    if (!topic) throw resourceNotFound();
    return { Tags: tagList(topic.tags) };
  },
};
