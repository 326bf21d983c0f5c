import type { GetRoleCommandInput, GetRoleCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onRole } from "../authorization.ts";
import { describedRole } from "../shapes.ts";
import type { IamState } from "../state.ts";

/** A role with its trust policy. */
export const GetRole: Operation<IamState, GetRoleCommandInput, Omit<GetRoleCommandOutput, "$metadata">> = {
  authorize: onRole("GetRole"),
  handle({ state, account }, { RoleName = "" }) {
    return { Role: describedRole(state.roles.get(account, RoleName)) };
  },
};
