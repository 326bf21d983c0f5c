import type {
  AdminCreateUserCommandInput,
  CreateGroupCommandInput,
  CreateUserPoolClientCommandInput,
  CreateUserPoolCommandInput,
  EmailMfaConfigType,
  SchemaAttributeType,
  SetUserPoolMfaConfigCommandInput,
  SmsMfaConfigType,
  UpdateUserPoolClientCommandInput,
  UserPoolMfaType,
  WebAuthnConfigurationType,
} from "@aws-sdk/client-cognito-identity-provider";
import type { AwsError } from "../../kernel/errors.ts";
import { unlessGone } from "../../kernel/resource-deletion.ts";
import type {
  CreatedResource,
  ResourceCall,
  ResourceProperties,
  ResourceType,
  ResourceUpdate,
} from "../../kernel/resource-type.ts";
import { standardAttributes } from "./attributes.ts";
import { invalidParameter } from "./errors.ts";
import { poolProviderName } from "./model.ts";
import { unsupportedSettings } from "./pool-settings.ts";

function createdPool(call: ResourceCall, id: string, arn: string): CreatedResource {
  const name = poolProviderName({ region: call.context.region, id });
  return {
    physicalId: id,
    attributes: { Arn: arn, ProviderName: name, ProviderURL: `https://${name}`, UserPoolId: id },
  };
}

/** The input of CreateUserPool, whose members are the resource's properties but for the name, second factors and passkeys. */
function poolInput(properties: ResourceProperties): CreateUserPoolCommandInput {
  const {
    UserPoolName,
    MfaConfiguration: _mode,
    EnabledMfas: _factors,
    EmailAuthenticationMessage: _message,
    EmailAuthenticationSubject: _subject,
    WebAuthnFactorConfiguration: _passkeyFactors,
    WebAuthnRelyingPartyID: _relyingParty,
    WebAuthnUserVerification: _verification,
    ...settings
  } = properties;
  return { PoolName: UserPoolName as string, ...settings };
}

/** What a pool's properties say about passkeys; `undefined` if it is nothing. */
function passkeyInput(properties: ResourceProperties): WebAuthnConfigurationType | undefined {
  const {
    WebAuthnRelyingPartyID: RelyingPartyId,
    WebAuthnUserVerification: UserVerification,
    WebAuthnFactorConfiguration: FactorConfiguration,
  } = properties;
  if (!RelyingPartyId && !UserVerification && !FactorConfiguration) return undefined;
  return { RelyingPartyId, UserVerification, FactorConfiguration } as WebAuthnConfigurationType;
}

/** The input of SetUserPoolMfaConfig for a pool's properties; `undefined` if they have neither second factors nor passkeys. */
function mfaInput(properties: ResourceProperties): Omit<SetUserPoolMfaConfigCommandInput, "UserPoolId"> | undefined {
  const mode = (properties.MfaConfiguration ?? "OFF") as UserPoolMfaType;
  const WebAuthnConfiguration = passkeyInput(properties);
  if (mode === "OFF") return WebAuthnConfiguration && { MfaConfiguration: "OFF", WebAuthnConfiguration };
  const factors = (properties.EnabledMfas ?? ["SMS_MFA"]) as readonly string[];
  const { SmsConfiguration, SmsAuthenticationMessage }: SmsMfaConfigType = properties;
  const { EmailAuthenticationMessage: Message, EmailAuthenticationSubject: Subject } = properties;
  return {
    MfaConfiguration: mode,
    ...(factors.includes("SMS_MFA") && { SmsMfaConfiguration: { SmsConfiguration, SmsAuthenticationMessage } }),
    ...(factors.includes("SOFTWARE_TOKEN_MFA") && { SoftwareTokenMfaConfiguration: { Enabled: true } }),
    ...(factors.includes("EMAIL_OTP") && { EmailMfaConfiguration: { Message, Subject } as EmailMfaConfigType }),
    ...(WebAuthnConfiguration && { WebAuthnConfiguration }),
  };
}

async function setMfa(call: ResourceCall, UserPoolId: string, ...states: readonly ResourceProperties[]): Promise<void> {
  const [input, before] = states.map(mfaInput);
  const changed = input ?? (before && { MfaConfiguration: "OFF" as const });
  if (!changed) return;
  const unset = before?.WebAuthnConfiguration && { WebAuthnConfiguration: {} };
  await call.bus.call("cognito-idp", "SetUserPoolMfaConfig", { ...unset, ...changed, UserPoolId }, call.context);
}

const fixedPoolProperties = ["AliasAttributes", "UsernameAttributes", "UsernameConfiguration"];

/** The custom attributes that an update adds; a schema can grow, and nothing else about it can change. */
function addedAttributes(update: ResourceUpdate): SchemaAttributeType[] {
  const before = (update.previousProperties.Schema ?? []) as SchemaAttributeType[];
  const after = (update.properties.Schema ?? []) as SchemaAttributeType[];
  const added: SchemaAttributeType[] = [];
  for (const attribute of after) {
    const old = before.find(({ Name }) => Name === attribute.Name);
    if (old) {
      if (JSON.stringify(old) !== JSON.stringify(attribute)) throw changedSchema();
    } else if (standardAttributes.some(({ Name }) => Name === attribute.Name)) throw changedSchema();
    else added.push(attribute);
  }
  if (before.some(({ Name }) => !after.some((attribute) => attribute.Name === Name))) throw changedSchema();
  return added;
}

function changedSchema(): AwsError {
  return invalidParameter("Existing schema attributes cannot be modified or deleted.");
}

/** `AWS::Cognito::UserPool` */
export const userPool: ResourceType = {
  properties: {
    AccountRecoverySetting: true,
    AdminCreateUserConfig: {
      AllowAdminCreateUserOnly: true,
      UnusedAccountValidityDays: true,
      InviteMessageTemplate: { EmailMessage: true, EmailSubject: true, SMSMessage: true },
    },
    AliasAttributes: true,
    AutoVerifiedAttributes: true,
    DeletionProtection: true,
    DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true },
    EmailConfiguration: {
      ConfigurationSet: true,
      EmailSendingAccount: true,
      From: true,
      ReplyToEmailAddress: true,
      SourceArn: true,
    },
    EmailAuthenticationMessage: true,
    EmailAuthenticationSubject: true,
    EmailVerificationMessage: true,
    EmailVerificationSubject: true,
    EnabledMfas: true,
    LambdaConfig: {
      CreateAuthChallenge: true,
      CustomEmailSender: { LambdaArn: true, LambdaVersion: true },
      CustomMessage: true,
      CustomSMSSender: { LambdaArn: true, LambdaVersion: true },
      DefineAuthChallenge: true,
      InboundFederation: { LambdaArn: true, LambdaVersion: true },
      KMSKeyID: true,
      PostAuthentication: true,
      PostConfirmation: true,
      PreAuthentication: true,
      PreSignUp: true,
      PreTokenGeneration: true,
      PreTokenGenerationConfig: { LambdaArn: true, LambdaVersion: true },
      UserMigration: true,
      VerifyAuthChallengeResponse: true,
    },
    MfaConfiguration: true,
    Policies: {
      PasswordPolicy: {
        MinimumLength: true,
        PasswordHistorySize: true,
        RequireLowercase: true,
        RequireNumbers: true,
        RequireSymbols: true,
        RequireUppercase: true,
        TemporaryPasswordValidityDays: true,
      },
      SignInPolicy: { AllowedFirstAuthFactors: true },
    },
    Schema: true,
    SmsAuthenticationMessage: true,
    SmsConfiguration: { ExternalId: true, SnsCallerArn: true, SnsRegion: true },
    SmsVerificationMessage: true,
    UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: true },
    UserPoolAddOns: { AdvancedSecurityAdditionalFlows: { CustomAuthMode: true }, AdvancedSecurityMode: true },
    UserPoolName: true,
    UserPoolTags: true,
    UserPoolTier: true,
    UsernameAttributes: true,
    UsernameConfiguration: { CaseSensitive: true },
    VerificationMessageTemplate: {
      DefaultEmailOption: true,
      EmailMessage: true,
      EmailMessageByLink: true,
      EmailSubject: true,
      EmailSubjectByLink: true,
      SmsMessage: true,
    },
    WebAuthnFactorConfiguration: true,
    WebAuthnRelyingPartyID: true,
    WebAuthnUserVerification: true,
  },
  createOnly: [],
  check(properties) {
    return unsupportedSettings(properties).map((setting) => `${setting} is not supported`);
  },
  async create(call, properties) {
    const input = poolInput(properties);
    const PoolName = input.PoolName ?? call.physicalName(128);
    const { UserPool } = await call.bus.call("cognito-idp", "CreateUserPool", { ...input, PoolName }, call.context);
    await setMfa(call, UserPool!.Id!, properties);
    return createdPool(call, UserPool!.Id!, UserPool!.Arn!);
  },
  async update(call, update) {
    for (const name of fixedPoolProperties) {
      if (JSON.stringify(update.properties[name]) !== JSON.stringify(update.previousProperties[name])) {
        throw invalidParameter(`Updates are not allowed for property - ${name}.`);
      }
    }
    const UserPoolId = update.physicalId;
    const added = addedAttributes(update);
    const {
      Schema: _schema,
      AliasAttributes: _a,
      UsernameAttributes: _u,
      UsernameConfiguration: _c,
      ...input
    } = poolInput(update.properties);
    await call.bus.call("cognito-idp", "UpdateUserPool", { ...input, UserPoolId }, call.context);
    await setMfa(call, UserPoolId, update.properties, update.previousProperties);
    if (added.length > 0) {
      await call.bus.call("cognito-idp", "AddCustomAttributes", { UserPoolId, CustomAttributes: added }, call.context);
    }
    return { physicalId: UserPoolId, attributes: update.attributes };
  },
  delete(call, physicalId) {
    return unlessGone(
      call.bus.call("cognito-idp", "DeleteUserPool", { UserPoolId: physicalId }, call.context),
      "ResourceNotFoundException",
    );
  },
};

/** `AWS::Cognito::UserPoolClient` */
export const userPoolClient: ResourceType = {
  properties: {
    AccessTokenValidity: true,
    AllowedOAuthFlows: true,
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthScopes: true,
    AuthSessionValidity: true,
    CallbackURLs: true,
    ClientName: true,
    DefaultRedirectURI: true,
    EnablePropagateAdditionalUserContextData: true,
    EnableTokenRevocation: true,
    ExplicitAuthFlows: true,
    GenerateSecret: true,
    IdTokenValidity: true,
    LogoutURLs: true,
    PreventUserExistenceErrors: true,
    ReadAttributes: true,
    RefreshTokenRotation: { Feature: true, RetryGracePeriodSeconds: true },
    RefreshTokenValidity: true,
    SupportedIdentityProviders: true,
    TokenValidityUnits: { AccessToken: true, IdToken: true, RefreshToken: true },
    UserPoolId: true,
    WriteAttributes: true,
  },
  createOnly: ["UserPoolId", "GenerateSecret"],
  async create(call, properties) {
    const ClientName = (properties.ClientName as string | undefined) ?? call.physicalName(128);
    const input = { ...properties, ClientName } as CreateUserPoolClientCommandInput;
    const { UserPoolClient } = await call.bus.call("cognito-idp", "CreateUserPoolClient", input, call.context);
    const { ClientId, ClientSecret } = UserPoolClient!;
    return {
      physicalId: ClientId!,
      attributes: { ClientId, Name: ClientName, ...(ClientSecret === undefined ? {} : { ClientSecret }) },
    };
  },
  async update(call, { physicalId, attributes, properties }) {
    const { GenerateSecret: _generate, ...rest } = properties;
    const input = { ...rest, ClientId: physicalId } as UpdateUserPoolClientCommandInput;
    const { UserPoolClient } = await call.bus.call("cognito-idp", "UpdateUserPoolClient", input, call.context);
    return { physicalId, attributes: { ...attributes, Name: UserPoolClient!.ClientName } };
  },
  delete(call, physicalId, properties) {
    const input = { UserPoolId: properties.UserPoolId as string, ClientId: physicalId };
    return unlessGone(
      call.bus.call("cognito-idp", "DeleteUserPoolClient", input, call.context),
      "ResourceNotFoundException",
    );
  },
};

/** `AWS::Cognito::UserPoolGroup`; `Ref` is the group's name. */
export const userPoolGroup: ResourceType = {
  properties: { Description: true, GroupName: true, Precedence: true, RoleArn: true, UserPoolId: true },
  createOnly: ["GroupName", "UserPoolId"],
  async create(call, properties) {
    const GroupName = (properties.GroupName as string | undefined) ?? call.physicalName(128);
    const input = { ...properties, GroupName } as CreateGroupCommandInput;
    await call.bus.call("cognito-idp", "CreateGroup", input, call.context);
    return { physicalId: GroupName, attributes: {} };
  },
  async update(call, { physicalId, attributes, properties }) {
    const input = { ...properties, GroupName: physicalId } as CreateGroupCommandInput;
    await call.bus.call("cognito-idp", "UpdateGroup", input, call.context);
    return { physicalId, attributes };
  },
  delete(call, physicalId, properties) {
    const input = { UserPoolId: properties.UserPoolId as string, GroupName: physicalId };
    return unlessGone(call.bus.call("cognito-idp", "DeleteGroup", input, call.context), "ResourceNotFoundException");
  },
};

/** `AWS::Cognito::UserPoolUser`; `Ref` is the username. */
export const userPoolUser: ResourceType = {
  properties: {
    ClientMetadata: true,
    DesiredDeliveryMediums: true,
    ForceAliasCreation: true,
    MessageAction: true,
    UserAttributes: true,
    UserPoolId: true,
    Username: true,
    ValidationData: true,
  },
  createOnly: [
    "ClientMetadata",
    "DesiredDeliveryMediums",
    "ForceAliasCreation",
    "MessageAction",
    "UserAttributes",
    "UserPoolId",
    "Username",
    "ValidationData",
  ],
  async create(call, properties) {
    const Username = (properties.Username as string | undefined) ?? call.physicalName(128);
    const input = { ...properties, Username } as AdminCreateUserCommandInput;
    const { User } = await call.bus.call("cognito-idp", "AdminCreateUser", input, call.context);
    return { physicalId: User!.Username!, attributes: {} };
  },
  delete(call, physicalId, properties) {
    const input = { UserPoolId: properties.UserPoolId as string, Username: physicalId };
    return unlessGone(
      call.bus.call("cognito-idp", "AdminDeleteUser", input, call.context),
      "ResourceNotFoundException",
      "UserNotFoundException",
    );
  },
};

/** `AWS::Cognito::UserPoolUserToGroupAttachment` */
export const userPoolUserToGroupAttachment: ResourceType = {
  properties: { GroupName: true, Username: true, UserPoolId: true },
  createOnly: ["GroupName", "Username", "UserPoolId"],
  async create(call, properties) {
    await call.bus.call("cognito-idp", "AdminAddUserToGroup", membership(properties), call.context);
    return { physicalId: call.physicalName(128), attributes: {} };
  },
  delete(call, _physicalId, properties) {
    return unlessGone(
      call.bus.call("cognito-idp", "AdminRemoveUserFromGroup", membership(properties), call.context),
      "ResourceNotFoundException",
      "UserNotFoundException",
    );
  },
};

function membership({ GroupName, Username, UserPoolId }: ResourceProperties) {
  return { GroupName: GroupName as string, Username: Username as string, UserPoolId: UserPoolId as string };
}
