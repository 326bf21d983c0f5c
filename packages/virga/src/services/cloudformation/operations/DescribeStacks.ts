import type { DescribeStacksInput, DescribeStacksOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { stackAction } from "../authorization.ts";
import type { CloudFormation } from "../context.ts";
import { describeStack } from "../descriptions.ts";
import { page } from "../engine/pages.ts";
import { stackWithIdDoesNotExist } from "../errors.ts";

const pageSize = 100;

/** Describes one stack (a deleted one by its id), or all that are not deleted. */
export const DescribeStacks: Operation<CloudFormation, DescribeStacksInput, DescribeStacksOutput> = {
  authorize: stackAction("DescribeStacks"),
  handle(call, { StackName: name, NextToken: token }) {
    const { state } = call.state;
    if (name !== undefined) {
      const stack = state.find(call, name);
      if (!stack) throw stackWithIdDoesNotExist(name);
      return { Stacks: [describeStack(stack)] };
    }
    const stacks = state.list(call).filter(({ status }) => status !== "DELETE_COMPLETE");
    const { items, nextToken } = page(stacks, token, pageSize);
    return { Stacks: items.map(describeStack), NextToken: nextToken };
  },
};
