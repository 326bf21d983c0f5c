import type { ListSubscriptionsByTopicCommandInput, ListSubscriptionsByTopicCommandOutput } from "@aws-sdk/client-sns";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onTopic } from "../access.ts";
import { invalidToken } from "../errors.ts";
import { parseTopicArn } from "../model.ts";
import type { Sns } from "../sns.ts";
import { listedSubscription } from "../subscription-attributes.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
export const ListSubscriptionsByTopic: Operation<
  Sns,
  ListSubscriptionsByTopicCommandInput,
  Omit<ListSubscriptionsByTopicCommandOutput, "$metadata">
> = {
  authorize: onTopic("ListSubscriptionsByTopic"),
  handle(call, input) {
    const within = call.state.topic(call.state.reader, parseTopicArn(input.TopicArn));
    const after = afterToken(input.NextToken, invalidToken)?.split(" ");
    const found = call.state.subscriptions(call.state.reader, within, after);
    const page = takePage(found, 100, ({ topic, id }) => `${topic.name} ${id}`);
    return {
      Subscriptions: page.items.map(listedSubscription),
      ...(page.token !== undefined && { NextToken: page.token }),
    };
  },
};
