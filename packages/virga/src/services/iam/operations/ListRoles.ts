import type { ListRolesCommandInput, ListRolesCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onPath } from "../authorization.ts";
import { pageOf } from "../paging.ts";
import { listedRole } from "../shapes.ts";
import type { IamState } from "../state.ts";

/** The roles of an account under a path. */
export const ListRoles: Operation<IamState, ListRolesCommandInput, Omit<ListRolesCommandOutput, "$metadata">> = {
  authorize: onPath("ListRoles", "role"),
  handle({ state, account }, input) {
    const roles = state.roles.list(account).filter(({ path }) => path.startsWith(input.PathPrefix ?? "/"));
    const { items, position } = pageOf(roles, ({ name }) => name.toLowerCase(), input);
    return { Roles: items.map(listedRole), ...position };
  },
};
