import type { PutRolePermissionsBoundaryCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onRole } from "../authorization.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** Limits a role to what a managed policy allows. */
export const PutRolePermissionsBoundary: Operation<IamState, PutRolePermissionsBoundaryCommandInput, object> = {
  authorize: onRole("PutRolePermissionsBoundary"),
  handle(call, { RoleName: name = "", PermissionsBoundary = "" }) {
    new PolicyHolders(call, "role").putPermissionsBoundary(name, PermissionsBoundary);
    return {};
  },
};
