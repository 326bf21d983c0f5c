import type { ListChangeSetsInput, ListChangeSetsOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { stackAction } from "../authorization.ts";
import type { CloudFormation } from "../context.ts";
import { summarizeChangeSet } from "../descriptions.ts";
import { page } from "../engine/pages.ts";
import { stackDoesNotExist } from "../errors.ts";

const pageSize = 100;

/** Lists a stack's change sets that have not been executed. */
export const ListChangeSets: Operation<CloudFormation, ListChangeSetsInput, ListChangeSetsOutput> = {
  authorize: stackAction("ListChangeSets"),
  handle(call, { StackName: name = "", NextToken: token }) {
    const { state } = call.state;
    const stack = state.find(call, name);
    if (!stack) throw stackDoesNotExist(name);
    const waiting = state
      .changeSets(stack.stackId)
      .filter(({ executionStatus }) => executionStatus !== "EXECUTE_COMPLETE");
    const { items, nextToken } = page(waiting, token, pageSize);
    return { Summaries: items.map(summarizeChangeSet), NextToken: nextToken };
  },
};
