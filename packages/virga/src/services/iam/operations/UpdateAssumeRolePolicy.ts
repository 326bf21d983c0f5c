import type { UpdateAssumeRolePolicyCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onRole } from "../authorization.ts";
import type { IamState } from "../state.ts";
import { checkTrustPolicy } from "../trust-policy.ts";

/** Replaces a role's trust policy. */
export const UpdateAssumeRolePolicy: Operation<IamState, UpdateAssumeRolePolicyCommandInput, object> = {
  authorize: onRole("UpdateAssumeRolePolicy"),
  handle({ state, account }, { RoleName = "", PolicyDocument = "" }) {
    state.roles.get(account, RoleName);
    const trustPolicy = checkTrustPolicy(PolicyDocument);
    state.roles.change(account, RoleName, (role) => ({ ...role, trustPolicy }));
    return {};
  },
};
