import type { TagUserCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onUser } from "../authorization.ts";
import { addTags } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** Adds tags to a user. */
export const TagUser: Operation<IamState, TagUserCommandInput, object> = {
  authorize: onUser("TagUser"),
  handle({ state, account }, { UserName: name = "", Tags = [] }) {
    addTags(state.users, account, name, Tags);
    return {};
  },
};
