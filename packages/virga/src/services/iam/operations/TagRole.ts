import type { TagRoleCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onRole } from "../authorization.ts";
import { addTags } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** Adds tags to a role. */
export const TagRole: Operation<IamState, TagRoleCommandInput, object> = {
  authorize: onRole("TagRole"),
  handle({ state, account }, { RoleName: name = "", Tags = [] }) {
    addTags(state.roles, account, name, Tags);
    return {};
  },
};
