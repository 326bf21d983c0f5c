import type { DeletePolicyCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onPolicy } from "../authorization.ts";
import { policyStillAttached, policyStillHasVersions } from "../errors.ts";
import { ownPolicy } from "../managed-policies.ts";
import { boundaryUses, holdersAttached } from "../policy-uses.ts";
import type { IamState } from "../state.ts";

/** Deletes a managed policy that is attached to nothing and has one version left. */
export const DeletePolicy: Operation<IamState, DeletePolicyCommandInput, object> = {
  authorize: onPolicy("DeletePolicy"),
  handle({ state, account }, { PolicyArn = "" }) {
    const policy = ownPolicy(state, account, PolicyArn);
    const { roles, users, groups } = holdersAttached(state, account, PolicyArn);
    const uses = roles.length + users.length + groups.length + boundaryUses(state, account, PolicyArn).length;
    if (uses > 0) throw policyStillAttached();
    if (policy.versions.length > 1) throw policyStillHasVersions();
    state.policies.delete(account, policy.name);
    return {};
  },
};
