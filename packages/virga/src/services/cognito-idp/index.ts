import type { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { defineService } from "../../kernel/service.ts";
import { userPool, userPoolClient, userPoolGroup, userPoolUser } from "./cloudformation.ts";
import { inboxEndpoint } from "./inbox-endpoint.ts";
import { AddCustomAttributes } from "./operations/AddCustomAttributes.ts";
import { AdminAddUserToGroup } from "./operations/AdminAddUserToGroup.ts";
import { AdminCreateUser } from "./operations/AdminCreateUser.ts";
import { AdminDeleteUser } from "./operations/AdminDeleteUser.ts";
import { AdminDeleteUserAttributes } from "./operations/AdminDeleteUserAttributes.ts";
import { AdminDisableUser } from "./operations/AdminDisableUser.ts";
import { AdminEnableUser } from "./operations/AdminEnableUser.ts";
import { AdminGetUser } from "./operations/AdminGetUser.ts";
import { AdminListGroupsForUser } from "./operations/AdminListGroupsForUser.ts";
import { AdminRemoveUserFromGroup } from "./operations/AdminRemoveUserFromGroup.ts";
import { AdminSetUserPassword } from "./operations/AdminSetUserPassword.ts";
import { AdminUpdateUserAttributes } from "./operations/AdminUpdateUserAttributes.ts";
import { CreateGroup } from "./operations/CreateGroup.ts";
import { CreateUserPool } from "./operations/CreateUserPool.ts";
import { CreateUserPoolClient } from "./operations/CreateUserPoolClient.ts";
import { DeleteGroup } from "./operations/DeleteGroup.ts";
import { DeleteUserPool } from "./operations/DeleteUserPool.ts";
import { DeleteUserPoolClient } from "./operations/DeleteUserPoolClient.ts";
import { DescribeUserPool } from "./operations/DescribeUserPool.ts";
import { DescribeUserPoolClient } from "./operations/DescribeUserPoolClient.ts";
import { GetGroup } from "./operations/GetGroup.ts";
import { GetUserPoolMfaConfig } from "./operations/GetUserPoolMfaConfig.ts";
import { ListGroups } from "./operations/ListGroups.ts";
import { ListTagsForResource } from "./operations/ListTagsForResource.ts";
import { ListUserPoolClients } from "./operations/ListUserPoolClients.ts";
import { ListUserPools } from "./operations/ListUserPools.ts";
import { ListUsers } from "./operations/ListUsers.ts";
import { ListUsersInGroup } from "./operations/ListUsersInGroup.ts";
import { SetUserPoolMfaConfig } from "./operations/SetUserPoolMfaConfig.ts";
import { TagResource } from "./operations/TagResource.ts";
import { UntagResource } from "./operations/UntagResource.ts";
import { UpdateGroup } from "./operations/UpdateGroup.ts";
import { UpdateUserPool } from "./operations/UpdateUserPool.ts";
import { UpdateUserPoolClient } from "./operations/UpdateUserPoolClient.ts";
import { CognitoState } from "./state.ts";

declare module "../../kernel/service-clients.ts" {
  interface ServiceClients {
    "cognito-idp": CognitoIdentityProvider;
  }
}

/** Amazon Cognito user pools. */
export const cognitoIdp = defineService<CognitoState>({
  name: "cognito-idp",
  open: (host) => new CognitoState(host),
  operations: {
    AddCustomAttributes,
    AdminAddUserToGroup,
    AdminCreateUser,
    AdminDeleteUser,
    AdminDeleteUserAttributes,
    AdminDisableUser,
    AdminEnableUser,
    AdminGetUser,
    AdminListGroupsForUser,
    AdminRemoveUserFromGroup,
    AdminSetUserPassword,
    AdminUpdateUserAttributes,
    CreateGroup,
    CreateUserPool,
    CreateUserPoolClient,
    DeleteGroup,
    DeleteUserPool,
    DeleteUserPoolClient,
    DescribeUserPool,
    DescribeUserPoolClient,
    GetGroup,
    GetUserPoolMfaConfig,
    ListGroups,
    ListTagsForResource,
    ListUserPoolClients,
    ListUserPools,
    ListUsers,
    ListUsersInGroup,
    SetUserPoolMfaConfig,
    TagResource,
    UntagResource,
    UpdateGroup,
    UpdateUserPool,
    UpdateUserPoolClient,
  },
  resourceTypes: {
    "AWS::Cognito::UserPool": userPool,
    "AWS::Cognito::UserPoolClient": userPoolClient,
    "AWS::Cognito::UserPoolGroup": userPoolGroup,
    "AWS::Cognito::UserPoolUser": userPoolUser,
  },
  endpoints: [inboxEndpoint],
});
