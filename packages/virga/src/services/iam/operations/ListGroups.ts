import type { ListGroupsCommandInput, ListGroupsCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onPath } from "../authorization.ts";
import { pageOf } from "../paging.ts";
import { listedGroup } from "../shapes.ts";
import type { IamState } from "../state.ts";

/** The groups of an account under a path. */
export const ListGroups: Operation<IamState, ListGroupsCommandInput, Omit<ListGroupsCommandOutput, "$metadata">> = {
  authorize: onPath("ListGroups", "group"),
  handle({ state, account }, input) {
    const groups = state.groups.list(account).filter(({ path }) => path.startsWith(input.PathPrefix ?? "/"));
    const { items, position } = pageOf(groups, ({ name }) => name.toLowerCase(), input);
    return { Groups: items.map(listedGroup), ...position };
  },
};
