import type { ConfirmSubscriptionCommandInput, ConfirmSubscriptionCommandOutput } from "@aws-sdk/client-sns";
import { AwsError } from "../../../kernel/errors.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onTopic } from "../access.ts";
import { invalidParameter } from "../errors.ts";
import { parseTopicArn, subscriptionArn } from "../model.ts";
import type { Sns } from "../sns.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html */
export const ConfirmSubscription: Operation<
  Sns,
  ConfirmSubscriptionCommandInput,
  Omit<ConfirmSubscriptionCommandOutput, "$metadata">
> = {
  authorize: onTopic("ConfirmSubscription"),
  handle(call, { TopicArn: arn, Token: token = "" }) {
    if (!/^[0-9a-f]{256}$/.test(token)) throw new AwsError("InvalidParameterException", "Invalid token");
    return call.state.transact((transaction) => {
      const topic = call.state.topic(transaction, parseTopicArn(arn));
      for (const subscription of call.state.subscriptions(transaction, topic)) {
        if (subscription.token !== token) continue;
        const { token: _confirmed, ...rest } = subscription;
        call.state.putSubscription(transaction, rest);
        return { SubscriptionArn: subscriptionArn(subscription) };
      }
      throw invalidParameter("Token");
    });
  },
};
