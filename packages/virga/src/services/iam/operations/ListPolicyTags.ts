import type { ListPolicyTagsCommandInput, ListPolicyTagsCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onPolicy } from "../authorization.ts";
import { readablePolicy } from "../managed-policies.ts";
import { pageOf } from "../paging.ts";
import { tagList } from "../shapes.ts";
import type { IamState } from "../state.ts";

/** The tags of a managed policy. */
export const ListPolicyTags: Operation<
  IamState,
  ListPolicyTagsCommandInput,
  Omit<ListPolicyTagsCommandOutput, "$metadata">
> = {
  authorize: onPolicy("ListPolicyTags"),
  handle({ state }, input) {
    const { tags } = readablePolicy(state, input.PolicyArn ?? "");
    const { items, position } = pageOf(tagList(tags), ({ Key = "" }) => Key, input);
    return { Tags: [...items], ...position };
  },
};
