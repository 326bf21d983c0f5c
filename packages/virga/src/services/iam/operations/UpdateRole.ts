import type { UpdateRoleCommandInput, UpdateRoleCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onRole } from "../authorization.ts";
import type { IamState } from "../state.ts";

/** Changes a role's description and longest session. */
export const UpdateRole: Operation<IamState, UpdateRoleCommandInput, Omit<UpdateRoleCommandOutput, "$metadata">> = {
  authorize: onRole("UpdateRole"),
  handle({ state, account }, { RoleName = "", Description, MaxSessionDuration }) {
    state.roles.change(account, RoleName, (role) => ({
      ...role,
      ...(Description === undefined ? {} : { description: Description }),
      maxSessionDuration: MaxSessionDuration ?? 3_600,
    }));
    return {};
  },
};
