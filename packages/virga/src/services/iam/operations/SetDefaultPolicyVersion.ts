import type { SetDefaultPolicyVersionCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onPolicy } from "../authorization.ts";
import { ownPolicy, versionOf } from "../managed-policies.ts";
import type { IamState } from "../state.ts";

/** Puts a version of a managed policy in force. */
export const SetDefaultPolicyVersion: Operation<IamState, SetDefaultPolicyVersionCommandInput, object> = {
  authorize: onPolicy("SetDefaultPolicyVersion"),
  handle({ state, account, now }, { PolicyArn = "", VersionId = "" }) {
    const policy = ownPolicy(state, account, PolicyArn);
    const { id } = versionOf(policy, VersionId);
    state.policies.change(account, policy.name, (before) => ({ ...before, defaultVersion: id, updatedAt: now }));
    return {};
  },
};
