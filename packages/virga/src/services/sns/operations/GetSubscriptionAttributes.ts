import type {
  GetSubscriptionAttributesCommandInput,
  GetSubscriptionAttributesCommandOutput,
} from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { onSubscription } from "../access.ts";
import { parseSubscriptionArn } from "../model.ts";
import type { Sns } from "../sns.ts";
import { subscriptionAttributes } from "../subscription-attributes.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html */
export const GetSubscriptionAttributes: Operation<
  Sns,
  GetSubscriptionAttributesCommandInput,
  Omit<GetSubscriptionAttributesCommandOutput, "$metadata">
> = {
  authorize: onSubscription("GetSubscriptionAttributes"),
  handle(call, input) {
    const subscription = call.state.subscription(call.state.reader, parseSubscriptionArn(input.SubscriptionArn));
    return { Attributes: subscriptionAttributes(subscription) };
  },
};
