import type { DescribeStackEventsInput, DescribeStackEventsOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { stackAction } from "../authorization.ts";
import type { CloudFormation } from "../context.ts";
import { describeEvent } from "../descriptions.ts";
import { page } from "../engine/pages.ts";
import { stackDoesNotExist } from "../errors.ts";

const pageSize = 100;

/** A stack's events, the newest first. */
export const DescribeStackEvents: Operation<CloudFormation, DescribeStackEventsInput, DescribeStackEventsOutput> = {
  authorize: stackAction("DescribeStackEvents"),
  handle(call, { StackName: name = "", NextToken: token }) {
    const { state } = call.state;
    const stack = state.find(call, name);
    if (!stack) throw stackDoesNotExist(name);
    const { items, nextToken } = page(state.events(stack.stackId), token, pageSize);
    const secrets = state.secrets(stack.stackId);
    return { StackEvents: items.map((event) => describeEvent(event, secrets)), NextToken: nextToken };
  },
};
