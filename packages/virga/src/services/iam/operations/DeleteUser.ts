import type { DeleteUserCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onUser } from "../authorization.ts";
import { stillHasAccessKeys, stillHasAttachedPolicies, stillHasInlinePolicies, stillInGroup } from "../errors.ts";
import type { IamState } from "../state.ts";

/** Deletes a user that has no groups, policies and access keys any more. */
export const DeleteUser: Operation<IamState, DeleteUserCommandInput, object> = {
  authorize: onUser("DeleteUser"),
  handle({ state, account }, { UserName = "" }) {
    const { attachedPolicies, inlinePolicies, groups = [] } = state.users.get(account, UserName);
    if (groups.length > 0) throw stillInGroup();
    if (state.accessKeysOf(account, UserName).length > 0) throw stillHasAccessKeys();
    if (attachedPolicies.length > 0) throw stillHasAttachedPolicies();
    if (Object.keys(inlinePolicies).length > 0) throw stillHasInlinePolicies();
    state.users.delete(account, UserName);
    return {};
  },
};
