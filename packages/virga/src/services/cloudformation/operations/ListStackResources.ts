import type { ListStackResourcesInput, ListStackResourcesOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { stackAction } from "../authorization.ts";
import type { CloudFormation } from "../context.ts";
import { summarizeResource } from "../descriptions.ts";
import { page } from "../engine/pages.ts";
import { stackWithIdDoesNotExist } from "../errors.ts";

const pageSize = 100;

/** Lists the resources of a stack. */
export const ListStackResources: Operation<CloudFormation, ListStackResourcesInput, ListStackResourcesOutput> = {
  authorize: stackAction("ListStackResources"),
  handle(call, { StackName: name = "", NextToken: token }) {
    const { state } = call.state;
    const stack = state.find(call, name);
    if (!stack) throw stackWithIdDoesNotExist(name);
    const { items, nextToken } = page(state.resources(stack.stackId), token, pageSize);
    return { StackResourceSummaries: items.map(summarizeResource), NextToken: nextToken };
  },
};
