import type { AddUserToGroupCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onGroup } from "../authorization.ts";
import { quotaExceeded } from "../errors.ts";
import { quotas } from "../model.ts";
import type { IamState } from "../state.ts";

/** Puts a user into a group; one who is in it already stays there. */
export const AddUserToGroup: Operation<IamState, AddUserToGroupCommandInput, object> = {
  authorize: onGroup("AddUserToGroup"),
  handle({ state, account }, { GroupName = "", UserName = "" }) {
    state.groups.get(account, GroupName);
    state.users.change(account, UserName, (user) => {
      const { groups = [] } = user;
      if (groups.includes(GroupName)) return user;
      if (groups.length >= quotas.groupsPerUser) throw quotaExceeded("GroupsPerUser", quotas.groupsPerUser);
      const ordered = [...groups, GroupName].sort((left, right) => (left.toLowerCase() < right.toLowerCase() ? -1 : 1));
      return { ...user, groups: ordered };
    });
    return {};
  },
};
