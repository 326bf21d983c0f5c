import type { DeleteRolePolicyCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onRole } from "../authorization.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** Deletes an inline policy of a role. */
export const DeleteRolePolicy: Operation<IamState, DeleteRolePolicyCommandInput, object> = {
  authorize: onRole("DeleteRolePolicy"),
  handle(call, { RoleName: name = "", PolicyName = "" }) {
    new PolicyHolders(call, "role").deleteInlinePolicy(name, PolicyName);
    return {};
  },
};
