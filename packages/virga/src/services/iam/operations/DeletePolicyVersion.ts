import type { DeletePolicyVersionCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onPolicy } from "../authorization.ts";
import { defaultVersionNotDeletable } from "../errors.ts";
import { ownPolicy, versionOf } from "../managed-policies.ts";
import type { IamState } from "../state.ts";

/** Deletes a version of a managed policy that is not in force. */
export const DeletePolicyVersion: Operation<IamState, DeletePolicyVersionCommandInput, object> = {
  authorize: onPolicy("DeletePolicyVersion"),
  handle({ state, account, now }, { PolicyArn = "", VersionId = "" }) {
    const policy = ownPolicy(state, account, PolicyArn);
    const deleted = versionOf(policy, VersionId);
    if (deleted.id === policy.defaultVersion) throw defaultVersionNotDeletable();
    state.policies.change(account, policy.name, (before) => ({
      ...before,
      updatedAt: now,
      versions: before.versions.filter(({ id }) => id !== deleted.id),
    }));
    return {};
  },
};
