import type { SetSubscriptionAttributesCommandInput } from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { onSubscription } from "../access.ts";
import { parseSubscriptionArn } from "../model.ts";
import type { Sns } from "../sns.ts";
import { withAttribute } from "../subscription-attributes.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html */
export const SetSubscriptionAttributes: Operation<Sns, SetSubscriptionAttributesCommandInput, object> = {
  authorize: onSubscription("SetSubscriptionAttributes"),
  handle(call, { SubscriptionArn: arn, AttributeName: name = "", AttributeValue: value = "" }) {
    call.state.transact((transaction) => {
      const subscription = call.state.subscription(transaction, parseSubscriptionArn(arn));
      const attributes = withAttribute(subscription.attributes, name, value);
      call.state.putSubscription(transaction, { ...subscription, attributes });
    });
    return {};
  },
};
