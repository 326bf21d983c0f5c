import type { UnsubscribeCommandInput } from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { onSubscription } from "../access.ts";
import { parseSubscriptionArn } from "../model.ts";
import type { Sns } from "../sns.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html */
export const Unsubscribe: Operation<Sns, UnsubscribeCommandInput, object> = {
  authorize: onSubscription("Unsubscribe"),
  handle(call, input) {
    const { topic, id } = parseSubscriptionArn(input.SubscriptionArn);
    call.state.transact((transaction) => {
      const subscription = call.state.findSubscription(transaction, topic, id);
      if (subscription) call.state.deleteSubscription(transaction, subscription);
    });
    return {};
  },
};
