import type { SubscribeCommandInput, SubscribeCommandOutput } from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { onSubscribe } from "../access.ts";
import { parseTopicArn, subscriptionArn } from "../model.ts";
import type { Sns } from "../sns.ts";
import { checkEndpoint, subscribe } from "../subscribing.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
export const Subscribe: Operation<Sns, SubscribeCommandInput, Omit<SubscribeCommandOutput, "$metadata">> = {
  authorize: onSubscribe,
  handle(call, input) {
    const { TopicArn: arn, Protocol: protocol, Endpoint: endpoint = "", Attributes: attributes = {} } = input;
    const { subscription, deliveries } = call.state.transact((transaction) => {
      const topic = call.state.topic(transaction, parseTopicArn(arn));
      return subscribe(call, transaction, topic, checkEndpoint(topic, protocol, endpoint), endpoint, attributes);
    });
    call.state.deliveries.begin(deliveries);
    const isPending = subscription.token !== undefined && !input.ReturnSubscriptionArn;
    return { SubscriptionArn: isPending ? "pending confirmation" : subscriptionArn(subscription) };
  },
};
