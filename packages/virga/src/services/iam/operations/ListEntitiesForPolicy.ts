import type { ListEntitiesForPolicyCommandInput, ListEntitiesForPolicyCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onPolicy } from "../authorization.ts";
import { readablePolicy } from "../managed-policies.ts";
import type { EntityType, PolicyHolder } from "../model.ts";
import { pageOf } from "../paging.ts";
import type { IamState } from "../state.ts";

/** The roles, users and groups that a managed policy is attached to. */
export const ListEntitiesForPolicy: Operation<
  IamState,
  ListEntitiesForPolicyCommandInput,
  Omit<ListEntitiesForPolicyCommandOutput, "$metadata">
> = {
  authorize: onPolicy("ListEntitiesForPolicy"),
  handle({ state, account }, input) {
    const { PolicyArn = "", EntityFilter: filter, PathPrefix = "/", PolicyUsageFilter: usage } = input;
    readablePolicy(state, PolicyArn);
    const isUsed = ({ attachedPolicies, permissionsBoundary, path }: PolicyHolder) =>
      path.startsWith(PathPrefix) &&
      ((usage !== "PermissionsBoundary" && attachedPolicies.includes(PolicyArn)) ||
        (usage !== "PermissionsPolicy" && permissionsBoundary === PolicyArn));
    const groups = filter === undefined || filter === "Group" ? state.groups.list(account).filter(isUsed) : [];
    const roles = filter === undefined || filter === "Role" ? state.roles.list(account).filter(isUsed) : [];
    const users = filter === undefined || filter === "User" ? state.users.list(account).filter(isUsed) : [];
    const { items, position } = pageOf([...groups, ...roles, ...users], ({ arn }) => arn, input);
    const ofType = (type: EntityType) => items.filter(({ arn }) => arn.split(/[:/]/)[5] === type);
    return {
      PolicyGroups: ofType("group").map(({ name, id }) => ({ GroupName: name, GroupId: id })),
      PolicyRoles: ofType("role").map(({ name, id }) => ({ RoleName: name, RoleId: id })),
      PolicyUsers: ofType("user").map(({ name, id }) => ({ UserName: name, UserId: id })),
      ...position,
    };
  },
};
