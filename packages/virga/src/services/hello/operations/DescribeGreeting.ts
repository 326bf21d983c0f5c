import type { Operation } from "../../../kernel/service.ts";
import type { DescribeGreetingRequest, DescribeGreetingResponse } from "../client.ts";
import { greetingArn } from "../model.ts";
import type { HelloState } from "../state.ts";

/** Tells how often and when a name was greeted. */
export const DescribeGreeting: Operation<HelloState, DescribeGreetingRequest, DescribeGreetingResponse> = {
  authorize: ({ region, account }, { Name }) => ({
    action: "hello:DescribeGreeting",
    resource: greetingArn(region, account, Name),
  }),
  handle(call, { Name }) {
    const { name, count, lastGreetedAt } = call.state.find(call, Name);
    const Arn = greetingArn(call.region, call.account, name);
    return { Arn, Name: name, Count: count, LastGreetedAt: new Date(lastGreetedAt) };
  },
};
