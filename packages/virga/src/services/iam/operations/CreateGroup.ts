import type { CreateGroupCommandInput, CreateGroupCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { createEntityId, entityArn } from "../model.ts";
import { listedGroup } from "../shapes.ts";
import type { IamState } from "../state.ts";

/** Creates a group. */
export const CreateGroup: Operation<IamState, CreateGroupCommandInput, Omit<CreateGroupCommandOutput, "$metadata">> = {
  authorize: ({ account }, { GroupName = "", Path = "/" }) => ({
    action: "iam:CreateGroup",
    resource: entityArn("group", account, Path, GroupName),
  }),
  handle({ state, account, now, host }, { GroupName: name = "", Path: path = "/" }) {
    const group = state.groups.create({
      account,
      name,
      path,
      id: createEntityId(host.ids, "group"),
      arn: entityArn("group", account, path, name),
      createdAt: now,
      tags: {},
      inlinePolicies: {},
      attachedPolicies: [],
    });
    return { Group: listedGroup(group) };
  },
};
