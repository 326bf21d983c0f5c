import type { DeleteRolePermissionsBoundaryCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onRole } from "../authorization.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** Takes a role's limit away. */
export const DeleteRolePermissionsBoundary: Operation<IamState, DeleteRolePermissionsBoundaryCommandInput, object> = {
  authorize: onRole("DeleteRolePermissionsBoundary"),
  handle(call, { RoleName: name = "" }) {
    new PolicyHolders(call, "role").deletePermissionsBoundary(name);
    return {};
  },
};
