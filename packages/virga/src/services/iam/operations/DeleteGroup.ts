import type { DeleteGroupCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onGroup } from "../authorization.ts";
import { stillHasAttachedPolicies, stillHasInlinePolicies, stillInGroup } from "../errors.ts";
import type { IamState } from "../state.ts";

/** Deletes a group that has no users and policies any more. */
export const DeleteGroup: Operation<IamState, DeleteGroupCommandInput, object> = {
  authorize: onGroup("DeleteGroup"),
  handle({ state, account }, { GroupName = "" }) {
    const { attachedPolicies, inlinePolicies } = state.groups.get(account, GroupName);
    if (state.membersOf(account, GroupName).length > 0) throw stillInGroup();
    if (attachedPolicies.length > 0) throw stillHasAttachedPolicies();
    if (Object.keys(inlinePolicies).length > 0) throw stillHasInlinePolicies();
    state.groups.delete(account, GroupName);
    return {};
  },
};
