import type { DetachRolePolicyCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onRole } from "../authorization.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** Detaches a managed policy from a role. */
export const DetachRolePolicy: Operation<IamState, DetachRolePolicyCommandInput, object> = {
  authorize: onRole("DetachRolePolicy"),
  handle(call, { RoleName: name = "", PolicyArn = "" }) {
    new PolicyHolders(call, "role").detachPolicy(name, PolicyArn);
    return {};
  },
};
