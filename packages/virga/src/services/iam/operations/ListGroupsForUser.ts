import type { ListGroupsForUserCommandInput, ListGroupsForUserCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onUser } from "../authorization.ts";
import { pageOf } from "../paging.ts";
import { listedGroup } from "../shapes.ts";
import type { IamState } from "../state.ts";

/** The groups that a user is in. */
export const ListGroupsForUser: Operation<
  IamState,
  ListGroupsForUserCommandInput,
  Omit<ListGroupsForUserCommandOutput, "$metadata">
> = {
  authorize: onUser("ListGroupsForUser"),
  handle({ state, account }, input) {
    const { groups = [] } = state.users.get(account, input.UserName ?? "");
    const { items, position } = pageOf(groups, (name) => name.toLowerCase(), input);
    return { Groups: items.map((name) => listedGroup(state.groups.get(account, name))), ...position };
  },
};
