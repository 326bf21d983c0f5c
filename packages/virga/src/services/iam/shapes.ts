import type * as sdk from "@aws-sdk/client-iam";
import {
  type AccessKey,
  encodeDocument,
  type Group,
  type ManagedPolicy,
  type PolicyHolder,
  type PolicyVersion,
  type Role,
} from "./model.ts";
import { boundaryUses, holdersAttached } from "./policy-uses.ts";
import type { IamState } from "./state.ts";

export function tagList(tags: Readonly<Record<string, string>>): sdk.Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function boundaryMember(holder: PolicyHolder): Pick<sdk.Role, "PermissionsBoundary"> {
  if (holder.permissionsBoundary === undefined) return {};
  const PermissionsBoundaryArn = holder.permissionsBoundary;
  return { PermissionsBoundary: { PermissionsBoundaryType: "PermissionsBoundaryPolicy", PermissionsBoundaryArn } };
}

/** Members that users and roles have in common; lists leave out boundary and tags. */
function tagsMember(tags: Readonly<Record<string, string>>): { Tags?: sdk.Tag[] } {
  const Tags = tagList(tags);
  return Tags.length === 0 ? {} : { Tags };
}

/** A role as ListRoles has it. */
export function listedRole(role: Role): sdk.Role {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encodeDocument(role.trustPolicy),
    ...(role.description === undefined ? {} : { Description: role.description }),
    MaxSessionDuration: role.maxSessionDuration,
  };
}

/** A role as GetRole and CreateRole have it. */
export function describedRole(role: Role): sdk.Role {
  return { ...listedRole(role), ...boundaryMember(role), ...tagsMember(role.tags) };
}

export function listedUser(user: PolicyHolder): sdk.User {
  const { path, name, id, arn, createdAt } = user;
  return { Path: path, UserName: name, UserId: id, Arn: arn, CreateDate: new Date(createdAt) };
}

export function describedUser(user: PolicyHolder): sdk.User {
  return { ...listedUser(user), ...boundaryMember(user), ...tagsMember(user.tags) };
}

export function listedGroup({ path, name, id, arn, createdAt }: Group): sdk.Group {
  return { Path: path, GroupName: name, GroupId: id, Arn: arn, CreateDate: new Date(createdAt) };
}

/** A managed policy as ListPolicies has it; the counts are those of the caller's account. */
export function listedPolicy(state: IamState, account: string, policy: ManagedPolicy): sdk.Policy {
  const { roles, users, groups } = holdersAttached(state, account, policy.arn);
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: roles.length + users.length + groups.length,
    PermissionsBoundaryUsageCount: boundaryUses(state, account, policy.arn).length,
    IsAttachable: true,
    CreateDate: new Date(policy.createdAt),
    UpdateDate: new Date(policy.updatedAt),
  };
}

export function describedPolicy(state: IamState, account: string, policy: ManagedPolicy): sdk.Policy {
  const { description } = policy;
  return {
    ...listedPolicy(state, account, policy),
    ...(description === undefined ? {} : { Description: description }),
    ...tagsMember(policy.tags),
  };
}

export function listedVersion(policy: ManagedPolicy, version: PolicyVersion): sdk.PolicyVersion {
  return {
    VersionId: version.id,
    IsDefaultVersion: version.id === policy.defaultVersion,
    CreateDate: new Date(version.createdAt),
  };
}

export function listedAccessKey({ userName, id, active, createdAt }: AccessKey): sdk.AccessKeyMetadata {
  return {
    UserName: userName,
    AccessKeyId: id,
    Status: active ? "Active" : "Inactive",
    CreateDate: new Date(createdAt),
  };
}
