import type { ListStacksInput, ListStacksOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { anyStackAction } from "../authorization.ts";
import type { CloudFormation } from "../context.ts";
import { summarizeStack } from "../descriptions.ts";
import { page } from "../engine/pages.ts";

const pageSize = 100;

/** Lists stacks, those deleted in the last 90 days too. */
export const ListStacks: Operation<CloudFormation, ListStacksInput, ListStacksOutput> = {
  authorize: anyStackAction("ListStacks"),
  handle(call, { StackStatusFilter: filter, NextToken: token }) {
    const stacks = call.state.state.list(call);
    const wanted = filter && filter.length > 0 ? stacks.filter(({ status }) => filter.includes(status)) : stacks;
    const { items, nextToken } = page(wanted, token, pageSize);
    return { StackSummaries: items.map((stack) => summarizeStack(stack, stack.description)), NextToken: nextToken };
  },
};
