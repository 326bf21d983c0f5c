import type { AttachRolePolicyCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onRole } from "../authorization.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** Attaches a managed policy to a role. */
export const AttachRolePolicy: Operation<IamState, AttachRolePolicyCommandInput, object> = {
  authorize: onRole("AttachRolePolicy"),
  handle(call, { RoleName: name = "", PolicyArn = "" }) {
    new PolicyHolders(call, "role").attachPolicy(name, PolicyArn);
    return {};
  },
};
