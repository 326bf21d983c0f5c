import type { IAM } from "@aws-sdk/client-iam";
import { defineService } from "../../kernel/service.ts";
import { accessKey, group, managedPolicy, policy, role, user, userToGroupAddition } from "./cloudformation.ts";
import { AddUserToGroup } from "./operations/AddUserToGroup.ts";
import { AttachGroupPolicy } from "./operations/AttachGroupPolicy.ts";
import { AttachRolePolicy } from "./operations/AttachRolePolicy.ts";
import { AttachUserPolicy } from "./operations/AttachUserPolicy.ts";
import { CreateAccessKey } from "./operations/CreateAccessKey.ts";
import { CreateGroup } from "./operations/CreateGroup.ts";
import { CreatePolicy } from "./operations/CreatePolicy.ts";
import { CreatePolicyVersion } from "./operations/CreatePolicyVersion.ts";
import { CreateRole } from "./operations/CreateRole.ts";
import { CreateUser } from "./operations/CreateUser.ts";
import { DeleteAccessKey } from "./operations/DeleteAccessKey.ts";
import { DeleteGroup } from "./operations/DeleteGroup.ts";
import { DeleteGroupPolicy } from "./operations/DeleteGroupPolicy.ts";
import { DeletePolicy } from "./operations/DeletePolicy.ts";
import { DeletePolicyVersion } from "./operations/DeletePolicyVersion.ts";
import { DeleteRole } from "./operations/DeleteRole.ts";
import { DeleteRolePermissionsBoundary } from "./operations/DeleteRolePermissionsBoundary.ts";
import { DeleteRolePolicy } from "./operations/DeleteRolePolicy.ts";
import { DeleteUser } from "./operations/DeleteUser.ts";
import { DeleteUserPermissionsBoundary } from "./operations/DeleteUserPermissionsBoundary.ts";
import { DeleteUserPolicy } from "./operations/DeleteUserPolicy.ts";
import { DetachGroupPolicy } from "./operations/DetachGroupPolicy.ts";
import { DetachRolePolicy } from "./operations/DetachRolePolicy.ts";
import { DetachUserPolicy } from "./operations/DetachUserPolicy.ts";
import { GetGroup } from "./operations/GetGroup.ts";
import { GetGroupPolicy } from "./operations/GetGroupPolicy.ts";
import { GetPolicy } from "./operations/GetPolicy.ts";
import { GetPolicyVersion } from "./operations/GetPolicyVersion.ts";
import { GetRole } from "./operations/GetRole.ts";
import { GetRolePolicy } from "./operations/GetRolePolicy.ts";
import { GetUser } from "./operations/GetUser.ts";
import { GetUserPolicy } from "./operations/GetUserPolicy.ts";
import { ListAccessKeys } from "./operations/ListAccessKeys.ts";
import { ListAttachedGroupPolicies } from "./operations/ListAttachedGroupPolicies.ts";
import { ListAttachedRolePolicies } from "./operations/ListAttachedRolePolicies.ts";
import { ListAttachedUserPolicies } from "./operations/ListAttachedUserPolicies.ts";
import { ListEntitiesForPolicy } from "./operations/ListEntitiesForPolicy.ts";
import { ListGroupPolicies } from "./operations/ListGroupPolicies.ts";
import { ListGroups } from "./operations/ListGroups.ts";
import { ListGroupsForUser } from "./operations/ListGroupsForUser.ts";
import { ListPolicies } from "./operations/ListPolicies.ts";
import { ListPolicyTags } from "./operations/ListPolicyTags.ts";
import { ListPolicyVersions } from "./operations/ListPolicyVersions.ts";
import { ListRolePolicies } from "./operations/ListRolePolicies.ts";
import { ListRoles } from "./operations/ListRoles.ts";
import { ListRoleTags } from "./operations/ListRoleTags.ts";
import { ListUserPolicies } from "./operations/ListUserPolicies.ts";
import { ListUsers } from "./operations/ListUsers.ts";
import { ListUserTags } from "./operations/ListUserTags.ts";
import { PutGroupPolicy } from "./operations/PutGroupPolicy.ts";
import { PutRolePermissionsBoundary } from "./operations/PutRolePermissionsBoundary.ts";
import { PutRolePolicy } from "./operations/PutRolePolicy.ts";
import { PutUserPermissionsBoundary } from "./operations/PutUserPermissionsBoundary.ts";
import { PutUserPolicy } from "./operations/PutUserPolicy.ts";
import { RemoveUserFromGroup } from "./operations/RemoveUserFromGroup.ts";
import { SetDefaultPolicyVersion } from "./operations/SetDefaultPolicyVersion.ts";
import { TagPolicy } from "./operations/TagPolicy.ts";
import { TagRole } from "./operations/TagRole.ts";
import { TagUser } from "./operations/TagUser.ts";
import { UntagPolicy } from "./operations/UntagPolicy.ts";
import { UntagRole } from "./operations/UntagRole.ts";
import { UntagUser } from "./operations/UntagUser.ts";
import { UpdateAccessKey } from "./operations/UpdateAccessKey.ts";
import { UpdateAssumeRolePolicy } from "./operations/UpdateAssumeRolePolicy.ts";
import { UpdateRole } from "./operations/UpdateRole.ts";
import { UpdateRoleDescription } from "./operations/UpdateRoleDescription.ts";
import { IamState } from "./state.ts";

declare module "../../kernel/service-clients.ts" {
  interface ServiceClients {
    iam: IAM;
  }
}

/** AWS Identity and Access Management: roles, users, groups and their policies. Decisions are the kernel's. */
export const iam = defineService<IamState>({
  name: "iam",
  open: (host) => new IamState(host),
  operations: {
    AddUserToGroup,
    AttachGroupPolicy,
    AttachRolePolicy,
    AttachUserPolicy,
    CreateAccessKey,
    CreateGroup,
    CreatePolicy,
    CreatePolicyVersion,
    CreateRole,
    CreateUser,
    DeleteAccessKey,
    DeleteGroup,
    DeleteGroupPolicy,
    DeletePolicy,
    DeletePolicyVersion,
    DeleteRole,
    DeleteRolePermissionsBoundary,
    DeleteRolePolicy,
    DeleteUser,
    DeleteUserPermissionsBoundary,
    DeleteUserPolicy,
    DetachGroupPolicy,
    DetachRolePolicy,
    DetachUserPolicy,
    GetGroup,
    GetGroupPolicy,
    GetPolicy,
    GetPolicyVersion,
    GetRole,
    GetRolePolicy,
    GetUser,
    GetUserPolicy,
    ListAccessKeys,
    ListAttachedGroupPolicies,
    ListAttachedRolePolicies,
    ListAttachedUserPolicies,
    ListEntitiesForPolicy,
    ListGroupPolicies,
    ListGroups,
    ListGroupsForUser,
    ListPolicies,
    ListPolicyTags,
    ListPolicyVersions,
    ListRolePolicies,
    ListRoleTags,
    ListRoles,
    ListUserPolicies,
    ListUserTags,
    ListUsers,
    PutGroupPolicy,
    PutRolePermissionsBoundary,
    PutRolePolicy,
    PutUserPermissionsBoundary,
    PutUserPolicy,
    RemoveUserFromGroup,
    SetDefaultPolicyVersion,
    TagPolicy,
    TagRole,
    TagUser,
    UntagPolicy,
    UntagRole,
    UntagUser,
    UpdateAccessKey,
    UpdateAssumeRolePolicy,
    UpdateRole,
    UpdateRoleDescription,
  },
  resourceTypes: {
    "AWS::IAM::AccessKey": accessKey,
    "AWS::IAM::Group": group,
    "AWS::IAM::ManagedPolicy": managedPolicy,
    "AWS::IAM::Policy": policy,
    "AWS::IAM::Role": role,
    "AWS::IAM::User": user,
    "AWS::IAM::UserToGroupAddition": userToGroupAddition,
  },
  provides: (state) => ({ identities: state, credentials: state }),
});
