import type { UntagUserCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onUser } from "../authorization.ts";
import { removeTags } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** Removes tags from a user. */
export const UntagUser: Operation<IamState, UntagUserCommandInput, object> = {
  authorize: onUser("UntagUser"),
  handle({ state, account }, { UserName: name = "", TagKeys = [] }) {
    removeTags(state.users, account, name, TagKeys);
    return {};
  },
};
