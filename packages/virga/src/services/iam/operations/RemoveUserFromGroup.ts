import type { RemoveUserFromGroupCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onGroup } from "../authorization.ts";
import type { IamState } from "../state.ts";

/** Takes a user out of a group; one who is not in it stays outside. */
export const RemoveUserFromGroup: Operation<IamState, RemoveUserFromGroupCommandInput, object> = {
  authorize: onGroup("RemoveUserFromGroup"),
  handle({ state, account }, { GroupName = "", UserName = "" }) {
    state.groups.get(account, GroupName);
    state.users.change(account, UserName, (user) => ({
      ...user,
      groups: (user.groups ?? []).filter((name) => name !== GroupName),
    }));
    return {};
  },
};
