import type { GetTopicAttributesCommandInput, GetTopicAttributesCommandOutput } from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { onTopic } from "../access.ts";
import { parseTopicArn } from "../model.ts";
import type { Sns } from "../sns.ts";
import { topicAttributes } from "../topic-attributes.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html */
export const GetTopicAttributes: Operation<
  Sns,
  GetTopicAttributesCommandInput,
  Omit<GetTopicAttributesCommandOutput, "$metadata">
> = {
  authorize: onTopic("GetTopicAttributes"),
  handle(call, input) {
    const topic = call.state.topic(call.state.reader, parseTopicArn(input.TopicArn));
    const subscriptions = Array.from(call.state.subscriptions(call.state.reader, topic));
    const pending = subscriptions.filter(({ token }) => token !== undefined).length;
    return { Attributes: topicAttributes(topic, { pending, confirmed: subscriptions.length - pending }) };
  },
};
