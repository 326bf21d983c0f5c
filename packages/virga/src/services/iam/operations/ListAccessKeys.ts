import type { ListAccessKeysCommandInput, ListAccessKeysCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { meantUser, onUser } from "../authorization.ts";
import { pageOf } from "../paging.ts";
import { listedAccessKey } from "../shapes.ts";
import type { IamState } from "../state.ts";

/** The access keys of a user, or without a name of the caller. */
export const ListAccessKeys: Operation<
  IamState,
  ListAccessKeysCommandInput,
  Omit<ListAccessKeysCommandOutput, "$metadata">
> = {
  authorize: onUser("ListAccessKeys"),
  handle({ state, account, principal }, input) {
    const userName = meantUser(principal, input.UserName);
    state.users.get(account, userName);
    const keys = state.accessKeysOf(account, userName).sort((left, right) => (left.id < right.id ? -1 : 1));
    const { items, position } = pageOf(keys, ({ id }) => id, input);
    return { AccessKeyMetadata: items.map(listedAccessKey), ...position };
  },
};
