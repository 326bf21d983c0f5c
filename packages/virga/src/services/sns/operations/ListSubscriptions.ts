import type { ListSubscriptionsCommandInput, ListSubscriptionsCommandOutput } from "@aws-sdk/client-sns";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onAccount } from "../access.ts";
import { invalidToken } from "../errors.ts";
import type { Sns } from "../sns.ts";
import { listedSubscription } from "../subscription-attributes.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptions.html */
export const ListSubscriptions: Operation<
  Sns,
  ListSubscriptionsCommandInput,
  Omit<ListSubscriptionsCommandOutput, "$metadata">
> = {
  authorize: onAccount("ListSubscriptions"),
  handle(call, input) {
    const within = { account: call.account, region: call.region };
    const after = afterToken(input.NextToken, invalidToken)?.split(" ");
    const found = call.state.subscriptions(call.state.reader, within, after);
    const page = takePage(found, 100, ({ topic, id }) => `${topic.name} ${id}`);
    return {
      Subscriptions: page.items.map(listedSubscription),
      ...(page.token !== undefined && { NextToken: page.token }),
    };
  },
};
