import type { UpdateRoleDescriptionCommandInput, UpdateRoleDescriptionCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onRole } from "../authorization.ts";
import { describedRole } from "../shapes.ts";
import type { IamState } from "../state.ts";

/** Changes a role's description. */
export const UpdateRoleDescription: Operation<
  IamState,
  UpdateRoleDescriptionCommandInput,
  Omit<UpdateRoleDescriptionCommandOutput, "$metadata">
> = {
  authorize: onRole("UpdateRoleDescription"),
  handle({ state, account }, { RoleName = "", Description = "" }) {
    const role = state.roles.change(account, RoleName, (before) => ({ ...before, description: Description }));
    return { Role: describedRole(role) };
  },
};
