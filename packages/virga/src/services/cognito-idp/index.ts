import type { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { defineService } from "../../kernel/service.ts";
import {
  userPool,
  userPoolClient,
  userPoolGroup,
  userPoolUser,
  userPoolUserToGroupAttachment,
} from "./cloudformation.ts";
import { confirmUserEndpoint } from "./confirm-user-endpoint.ts";
import { userPoolIdentityProvider } from "./identity-providers/cloudformation.ts";
import { inboxEndpoint } from "./inbox-endpoint.ts";
import { userPoolDomain, userPoolResourceServer } from "./oauth/cloudformation.ts";
import { oauthClientEndpoint, oauthPagesEndpoint } from "./oauth/endpoints.ts";
import { AddCustomAttributes } from "./operations/AddCustomAttributes.ts";
import { AdminAddUserToGroup } from "./operations/AdminAddUserToGroup.ts";
import { AdminConfirmSignUp } from "./operations/AdminConfirmSignUp.ts";
import { AdminCreateUser } from "./operations/AdminCreateUser.ts";
import { AdminDeleteUser } from "./operations/AdminDeleteUser.ts";
import { AdminDeleteUserAttributes } from "./operations/AdminDeleteUserAttributes.ts";
import { AdminDisableProviderForUser } from "./operations/AdminDisableProviderForUser.ts";
import { AdminDisableUser } from "./operations/AdminDisableUser.ts";
import { AdminEnableUser } from "./operations/AdminEnableUser.ts";
import { AdminForgetDevice } from "./operations/AdminForgetDevice.ts";
import { AdminGetDevice } from "./operations/AdminGetDevice.ts";
import { AdminGetUser } from "./operations/AdminGetUser.ts";
import { AdminInitiateAuth } from "./operations/AdminInitiateAuth.ts";
import { AdminLinkProviderForUser } from "./operations/AdminLinkProviderForUser.ts";
import { AdminListDevices } from "./operations/AdminListDevices.ts";
import { AdminListGroupsForUser } from "./operations/AdminListGroupsForUser.ts";
import { AdminRemoveUserFromGroup } from "./operations/AdminRemoveUserFromGroup.ts";
import { AdminResetUserPassword } from "./operations/AdminResetUserPassword.ts";
import { AdminRespondToAuthChallenge } from "./operations/AdminRespondToAuthChallenge.ts";
import { AdminSetUserMFAPreference } from "./operations/AdminSetUserMFAPreference.ts";
import { AdminSetUserPassword } from "./operations/AdminSetUserPassword.ts";
import { AdminSetUserSettings } from "./operations/AdminSetUserSettings.ts";
import { AdminUpdateDeviceStatus } from "./operations/AdminUpdateDeviceStatus.ts";
import { AdminUpdateUserAttributes } from "./operations/AdminUpdateUserAttributes.ts";
import { AdminUserGlobalSignOut } from "./operations/AdminUserGlobalSignOut.ts";
import { AssociateSoftwareToken } from "./operations/AssociateSoftwareToken.ts";
import { ChangePassword } from "./operations/ChangePassword.ts";
import { CompleteWebAuthnRegistration } from "./operations/CompleteWebAuthnRegistration.ts";
import { ConfirmDevice } from "./operations/ConfirmDevice.ts";
import { ConfirmForgotPassword } from "./operations/ConfirmForgotPassword.ts";
import { ConfirmSignUp } from "./operations/ConfirmSignUp.ts";
import { CreateGroup } from "./operations/CreateGroup.ts";
import { CreateIdentityProvider } from "./operations/CreateIdentityProvider.ts";
import { CreateResourceServer } from "./operations/CreateResourceServer.ts";
import { CreateUserPool } from "./operations/CreateUserPool.ts";
import { CreateUserPoolClient } from "./operations/CreateUserPoolClient.ts";
import { CreateUserPoolDomain } from "./operations/CreateUserPoolDomain.ts";
import { DeleteGroup } from "./operations/DeleteGroup.ts";
import { DeleteIdentityProvider } from "./operations/DeleteIdentityProvider.ts";
import { DeleteResourceServer } from "./operations/DeleteResourceServer.ts";
import { DeleteUser } from "./operations/DeleteUser.ts";
import { DeleteUserAttributes } from "./operations/DeleteUserAttributes.ts";
import { DeleteUserPool } from "./operations/DeleteUserPool.ts";
import { DeleteUserPoolClient } from "./operations/DeleteUserPoolClient.ts";
import { DeleteUserPoolDomain } from "./operations/DeleteUserPoolDomain.ts";
import { DeleteWebAuthnCredential } from "./operations/DeleteWebAuthnCredential.ts";
import { DescribeIdentityProvider } from "./operations/DescribeIdentityProvider.ts";
import { DescribeResourceServer } from "./operations/DescribeResourceServer.ts";
import { DescribeUserPool } from "./operations/DescribeUserPool.ts";
import { DescribeUserPoolClient } from "./operations/DescribeUserPoolClient.ts";
import { DescribeUserPoolDomain } from "./operations/DescribeUserPoolDomain.ts";
import { ForgetDevice } from "./operations/ForgetDevice.ts";
import { ForgotPassword } from "./operations/ForgotPassword.ts";
import { GetDevice } from "./operations/GetDevice.ts";
import { GetGroup } from "./operations/GetGroup.ts";
import { GetIdentityProviderByIdentifier } from "./operations/GetIdentityProviderByIdentifier.ts";
import { GetTokensFromRefreshToken } from "./operations/GetTokensFromRefreshToken.ts";
import { GetUser } from "./operations/GetUser.ts";
import { GetUserAttributeVerificationCode } from "./operations/GetUserAttributeVerificationCode.ts";
import { GetUserAuthFactors } from "./operations/GetUserAuthFactors.ts";
import { GetUserPoolMfaConfig } from "./operations/GetUserPoolMfaConfig.ts";
import { GlobalSignOut } from "./operations/GlobalSignOut.ts";
import { InitiateAuth } from "./operations/InitiateAuth.ts";
import { ListDevices } from "./operations/ListDevices.ts";
import { ListGroups } from "./operations/ListGroups.ts";
import { ListIdentityProviders } from "./operations/ListIdentityProviders.ts";
import { ListResourceServers } from "./operations/ListResourceServers.ts";
import { ListTagsForResource } from "./operations/ListTagsForResource.ts";
import { ListUserPoolClients } from "./operations/ListUserPoolClients.ts";
import { ListUserPools } from "./operations/ListUserPools.ts";
import { ListUsers } from "./operations/ListUsers.ts";
import { ListUsersInGroup } from "./operations/ListUsersInGroup.ts";
import { ListWebAuthnCredentials } from "./operations/ListWebAuthnCredentials.ts";
import { ResendConfirmationCode } from "./operations/ResendConfirmationCode.ts";
import { RespondToAuthChallenge } from "./operations/RespondToAuthChallenge.ts";
import { RevokeToken } from "./operations/RevokeToken.ts";
import { SetUserMFAPreference } from "./operations/SetUserMFAPreference.ts";
import { SetUserPoolMfaConfig } from "./operations/SetUserPoolMfaConfig.ts";
import { SetUserSettings } from "./operations/SetUserSettings.ts";
import { SignUp } from "./operations/SignUp.ts";
import { StartWebAuthnRegistration } from "./operations/StartWebAuthnRegistration.ts";
import { TagResource } from "./operations/TagResource.ts";
import { UntagResource } from "./operations/UntagResource.ts";
import { UpdateDeviceStatus } from "./operations/UpdateDeviceStatus.ts";
import { UpdateGroup } from "./operations/UpdateGroup.ts";
import { UpdateIdentityProvider } from "./operations/UpdateIdentityProvider.ts";
import { UpdateResourceServer } from "./operations/UpdateResourceServer.ts";
import { UpdateUserAttributes } from "./operations/UpdateUserAttributes.ts";
import { UpdateUserPool } from "./operations/UpdateUserPool.ts";
import { UpdateUserPoolClient } from "./operations/UpdateUserPoolClient.ts";
import { UpdateUserPoolDomain } from "./operations/UpdateUserPoolDomain.ts";
import { VerifySoftwareToken } from "./operations/VerifySoftwareToken.ts";
import { VerifyUserAttribute } from "./operations/VerifyUserAttribute.ts";
import { CognitoState } from "./state.ts";
import { wellKnownEndpoint } from "./tokens/well-known-endpoint.ts";

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
    AdminConfirmSignUp,
    AdminCreateUser,
    AdminDeleteUser,
    AdminDeleteUserAttributes,
    AdminDisableProviderForUser,
    AdminDisableUser,
    AdminEnableUser,
    AdminForgetDevice,
    AdminGetDevice,
    AdminGetUser,
    AdminInitiateAuth,
    AdminLinkProviderForUser,
    AdminListDevices,
    AdminListGroupsForUser,
    AdminRemoveUserFromGroup,
    AdminResetUserPassword,
    AdminRespondToAuthChallenge,
    AdminSetUserMFAPreference,
    AdminSetUserPassword,
    AdminSetUserSettings,
    AdminUpdateDeviceStatus,
    AdminUpdateUserAttributes,
    AdminUserGlobalSignOut,
    AssociateSoftwareToken,
    ChangePassword,
    CompleteWebAuthnRegistration,
    ConfirmDevice,
    ConfirmForgotPassword,
    ConfirmSignUp,
    CreateGroup,
    CreateIdentityProvider,
    CreateResourceServer,
    CreateUserPool,
    CreateUserPoolClient,
    CreateUserPoolDomain,
    DeleteGroup,
    DeleteIdentityProvider,
    DeleteResourceServer,
    DeleteUser,
    DeleteUserAttributes,
    DeleteUserPool,
    DeleteUserPoolClient,
    DeleteUserPoolDomain,
    DeleteWebAuthnCredential,
    DescribeIdentityProvider,
    DescribeResourceServer,
    DescribeUserPool,
    DescribeUserPoolClient,
    DescribeUserPoolDomain,
    ForgetDevice,
    ForgotPassword,
    GetDevice,
    GetGroup,
    GetIdentityProviderByIdentifier,
    GetTokensFromRefreshToken,
    GetUser,
    GetUserAttributeVerificationCode,
    GetUserAuthFactors,
    GetUserPoolMfaConfig,
    GlobalSignOut,
    InitiateAuth,
    ListDevices,
    ListGroups,
    ListIdentityProviders,
    ListResourceServers,
    ListTagsForResource,
    ListUserPoolClients,
    ListUserPools,
    ListUsers,
    ListUsersInGroup,
    ListWebAuthnCredentials,
    ResendConfirmationCode,
    RespondToAuthChallenge,
    RevokeToken,
    SetUserMFAPreference,
    SetUserPoolMfaConfig,
    SetUserSettings,
    SignUp,
    StartWebAuthnRegistration,
    TagResource,
    UntagResource,
    UpdateDeviceStatus,
    UpdateGroup,
    UpdateIdentityProvider,
    UpdateResourceServer,
    UpdateUserAttributes,
    UpdateUserPool,
    UpdateUserPoolClient,
    UpdateUserPoolDomain,
    VerifySoftwareToken,
    VerifyUserAttribute,
  },
  resourceTypes: {
    "AWS::Cognito::UserPool": userPool,
    "AWS::Cognito::UserPoolClient": userPoolClient,
    "AWS::Cognito::UserPoolGroup": userPoolGroup,
    "AWS::Cognito::UserPoolUser": userPoolUser,
    "AWS::Cognito::UserPoolDomain": userPoolDomain,
    "AWS::Cognito::UserPoolIdentityProvider": userPoolIdentityProvider,
    "AWS::Cognito::UserPoolResourceServer": userPoolResourceServer,
    "AWS::Cognito::UserPoolUserToGroupAttachment": userPoolUserToGroupAttachment,
  },
  endpoints: [wellKnownEndpoint, inboxEndpoint, confirmUserEndpoint, oauthClientEndpoint, oauthPagesEndpoint],
});
