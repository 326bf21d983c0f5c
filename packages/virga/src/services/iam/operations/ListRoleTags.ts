import type { ListRoleTagsCommandInput, ListRoleTagsCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onRole } from "../authorization.ts";
import { pageOf } from "../paging.ts";
import { tagList } from "../shapes.ts";
import type { IamState } from "../state.ts";

/** The tags of a role. */
export const ListRoleTags: Operation<
  IamState,
  ListRoleTagsCommandInput,
  Omit<ListRoleTagsCommandOutput, "$metadata">
> = {
  authorize: onRole("ListRoleTags"),
  handle({ state, account }, input) {
    const { tags } = state.roles.get(account, input.RoleName ?? "");
    const { items, position } = pageOf(tagList(tags), ({ Key = "" }) => Key, input);
    return { Tags: [...items], ...position };
  },
};
