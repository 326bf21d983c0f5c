import type { DeleteRoleCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onRole } from "../authorization.ts";
import { stillHasAttachedPolicies, stillHasInlinePolicies } from "../errors.ts";
import type { IamState } from "../state.ts";

/** Deletes a role that has no policies any more. */
export const DeleteRole: Operation<IamState, DeleteRoleCommandInput, object> = {
  authorize: onRole("DeleteRole"),
  handle({ state, account }, { RoleName = "" }) {
    const { attachedPolicies, inlinePolicies } = state.roles.get(account, RoleName);
    if (attachedPolicies.length > 0) throw stillHasAttachedPolicies();
    if (Object.keys(inlinePolicies).length > 0) throw stillHasInlinePolicies();
    state.roles.delete(account, RoleName);
    return {};
  },
};
