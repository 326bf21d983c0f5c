import type { UntagRoleCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onRole } from "../authorization.ts";
import { removeTags } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** Removes tags from a role. */
export const UntagRole: Operation<IamState, UntagRoleCommandInput, object> = {
  authorize: onRole("UntagRole"),
  handle({ state, account }, { RoleName: name = "", TagKeys = [] }) {
    removeTags(state.roles, account, name, TagKeys);
    return {};
  },
};
