import type { ListUsersCommandInput, ListUsersCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onPath } from "../authorization.ts";
import { pageOf } from "../paging.ts";
import { listedUser } from "../shapes.ts";
import type { IamState } from "../state.ts";

/** The users of an account under a path. */
export const ListUsers: Operation<IamState, ListUsersCommandInput, Omit<ListUsersCommandOutput, "$metadata">> = {
  authorize: onPath("ListUsers", "user"),
  handle({ state, account }, input) {
    const users = state.users.list(account).filter(({ path }) => path.startsWith(input.PathPrefix ?? "/"));
    const { items, position } = pageOf(users, ({ name }) => name.toLowerCase(), input);
    return { Users: items.map(listedUser), ...position };
  },
};
