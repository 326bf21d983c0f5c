import type { ListUserTagsCommandInput, ListUserTagsCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onUser } from "../authorization.ts";
import { pageOf } from "../paging.ts";
import { tagList } from "../shapes.ts";
import type { IamState } from "../state.ts";

/** The tags of a user. */
export const ListUserTags: Operation<
  IamState,
  ListUserTagsCommandInput,
  Omit<ListUserTagsCommandOutput, "$metadata">
> = {
  authorize: onUser("ListUserTags"),
  handle({ state, account }, input) {
    const { tags } = state.users.get(account, input.UserName ?? "");
    const { items, position } = pageOf(tagList(tags), ({ Key = "" }) => Key, input);
    return { Tags: [...items], ...position };
  },
};
