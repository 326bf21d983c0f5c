import type { ListTopicsCommandInput, ListTopicsCommandOutput } from "@aws-sdk/client-sns";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onAccount } from "../access.ts";
import { invalidToken } from "../errors.ts";
import { topicArn } from "../model.ts";
import type { Sns } from "../sns.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html */
export const ListTopics: Operation<Sns, ListTopicsCommandInput, Omit<ListTopicsCommandOutput, "$metadata">> = {
  authorize: onAccount("ListTopics"),
  handle(call, { NextToken: token }) {
    const after = afterToken(token, invalidToken);
    const page = takePage(call.state.topics(call.state.reader, call, after), 100, ({ name }) => name);
    return {
      Topics: page.items.map((topic) => ({ TopicArn: topicArn(topic) })),
      ...(page.token !== undefined && { NextToken: page.token }),
    };
  },
};
