/**
 * What Cognito says to each Lambda trigger and what it reads from the answer:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html
 *
 * Members of answers may be absent or null: functions return the event they got, in which they are null.
 */

type Texts = Readonly<Record<string, string>>;
type Maybe<T> = T | null | undefined;

/** Members that most requests have. */
interface UserRequest {
  /** The user's attributes with `sub`, `cognito:user_status` and, for flags, the texts `true` and `false`. */
  readonly userAttributes: Texts;
  readonly clientMetadata?: Texts;
}

export interface PreSignUpRequest extends UserRequest {
  readonly validationData: Texts | null;
}

export interface PreSignUpResponse {
  readonly autoConfirmUser?: Maybe<boolean>;
  readonly autoVerifyEmail?: Maybe<boolean>;
  readonly autoVerifyPhone?: Maybe<boolean>;
}

export interface PreAuthenticationRequest extends UserRequest {
  readonly validationData: Texts | null;
  /** True if the client prevents user existence errors and there is no such user. */
  readonly userNotFound?: boolean;
}

export interface PostAuthenticationRequest extends UserRequest {
  readonly newDeviceUsed: boolean;
}

export interface CustomMessageRequest extends UserRequest {
  /** What stands for the code in the texts that the function returns. */
  readonly codeParameter: string;
  /** What stands for the username; only for invitations. */
  readonly usernameParameter: string | null;
  /** What stands for the link, in pools that verify by link. */
  readonly linkParameter?: string;
}

export interface CustomMessageResponse {
  readonly smsMessage?: Maybe<string>;
  readonly emailMessage?: Maybe<string>;
  readonly emailSubject?: Maybe<string>;
}

/** A challenge that the session has seen, with its outcome. */
export interface ChallengeResult {
  readonly challengeName: string;
  readonly challengeResult: boolean;
  readonly challengeMetadata: string | null;
}

export interface DefineAuthChallengeRequest extends UserRequest {
  readonly session: readonly ChallengeResult[];
  readonly userNotFound?: boolean;
}

export interface DefineAuthChallengeResponse {
  readonly challengeName?: Maybe<string>;
  readonly issueTokens?: Maybe<boolean>;
  readonly failAuthentication?: Maybe<boolean>;
}

export interface CreateAuthChallengeRequest extends UserRequest {
  readonly challengeName: string;
  readonly session: readonly ChallengeResult[];
  readonly userNotFound?: boolean;
}

export interface CreateAuthChallengeResponse {
  readonly publicChallengeParameters?: Maybe<Texts>;
  readonly privateChallengeParameters?: Maybe<Texts>;
  readonly challengeMetadata?: Maybe<string>;
}

export interface VerifyAuthChallengeResponseRequest extends UserRequest {
  readonly privateChallengeParameters: Texts | null;
  readonly challengeAnswer: string;
  readonly userNotFound?: boolean;
}

export interface VerifyAuthChallengeResponseResponse {
  readonly answerCorrect?: Maybe<boolean>;
}

/** The groups and IAM roles that tokens name. */
export interface GroupConfiguration {
  readonly groupsToOverride?: Maybe<readonly string[]>;
  readonly iamRolesToOverride?: Maybe<readonly string[]>;
  readonly preferredRole?: Maybe<string>;
}

export interface PreTokenGenerationRequest extends UserRequest {
  readonly groupConfiguration: GroupConfiguration;
  /** Versions 2 and 3 only. */
  readonly scopes?: readonly string[];
}

/** Claims of version 1, which are texts and go into the ID token only. */
export interface ClaimsOverrideDetails {
  readonly claimsToAddOrOverride?: Maybe<Texts>;
  readonly claimsToSuppress?: Maybe<readonly string[]>;
  /** Replaces the groups of both tokens; empty means no groups. Absent or null keeps them. */
  readonly groupOverrideDetails?: Maybe<GroupConfiguration>;
}

/** Claims of versions 2 and 3, which may be any JSON. */
export interface ClaimChanges {
  readonly claimsToAddOrOverride?: Maybe<Readonly<Record<string, unknown>>>;
  readonly claimsToSuppress?: Maybe<readonly string[]>;
}

export interface AccessTokenChanges extends ClaimChanges {
  readonly scopesToAdd?: Maybe<readonly string[]>;
  readonly scopesToSuppress?: Maybe<readonly string[]>;
}

export interface ClaimsAndScopeOverrideDetails {
  readonly idTokenGeneration?: Maybe<ClaimChanges>;
  readonly accessTokenGeneration?: Maybe<AccessTokenChanges>;
  readonly groupOverrideDetails?: Maybe<GroupConfiguration>;
}

/** `claimsOverrideDetails` of version 1, `claimsAndScopeOverrideDetails` of versions 2 and 3. */
export interface PreTokenGenerationResponse {
  readonly claimsOverrideDetails?: Maybe<ClaimsOverrideDetails>;
  readonly claimsAndScopeOverrideDetails?: Maybe<ClaimsAndScopeOverrideDetails>;
}

export interface UserMigrationRequest {
  /** Absent when a password was forgotten. */
  readonly password?: string;
  readonly validationData: Texts | null;
  readonly clientMetadata?: Texts;
}

export interface UserMigrationResponse {
  readonly userAttributes?: Maybe<Texts>;
  readonly finalUserStatus?: Maybe<string>;
  readonly messageAction?: Maybe<string>;
  readonly desiredDeliveryMediums?: Maybe<readonly string[]>;
  readonly forceAliasCreation?: Maybe<boolean>;
  readonly enableSMSMFA?: Maybe<boolean>;
}

export interface InboundFederationRequest {
  readonly providerName: string;
  readonly providerType: string;
  /** What the provider said, in texts. */
  readonly attributes: {
    readonly tokenResponse: Texts;
    readonly idToken: Texts;
    readonly userInfo?: Texts;
  };
}

export interface InboundFederationResponse {
  /** All attributes of the provider that are to be mapped; empty keeps them as they are. */
  readonly userAttributesToMap?: Maybe<Readonly<Record<string, string | null>>>;
}

/** Every trigger that Virga calls, by its name in `LambdaConfig`. */
export interface Triggers {
  PreSignUp: {
    source: "PreSignUp_SignUp" | "PreSignUp_AdminCreateUser" | "PreSignUp_ExternalProvider";
    request: PreSignUpRequest;
    response: PreSignUpResponse;
  };
  PostConfirmation: {
    source: "PostConfirmation_ConfirmSignUp" | "PostConfirmation_ConfirmForgotPassword";
    request: UserRequest;
    response: object;
  };
  PreAuthentication: {
    source: "PreAuthentication_Authentication";
    request: PreAuthenticationRequest;
    response: object;
  };
  PostAuthentication: {
    source: "PostAuthentication_Authentication";
    request: PostAuthenticationRequest;
    response: object;
  };
  CustomMessage: {
    source:
      | "CustomMessage_SignUp"
      | "CustomMessage_AdminCreateUser"
      | "CustomMessage_ResendCode"
      | "CustomMessage_ForgotPassword"
      | "CustomMessage_UpdateUserAttribute"
      | "CustomMessage_VerifyUserAttribute"
      | "CustomMessage_Authentication";
    request: CustomMessageRequest;
    response: CustomMessageResponse;
  };
  DefineAuthChallenge: {
    source: "DefineAuthChallenge_Authentication";
    request: DefineAuthChallengeRequest;
    response: DefineAuthChallengeResponse;
  };
  CreateAuthChallenge: {
    source: "CreateAuthChallenge_Authentication";
    request: CreateAuthChallengeRequest;
    response: CreateAuthChallengeResponse;
  };
  VerifyAuthChallengeResponse: {
    source: "VerifyAuthChallengeResponse_Authentication";
    request: VerifyAuthChallengeResponseRequest;
    response: VerifyAuthChallengeResponseResponse;
  };
  PreTokenGeneration: {
    source:
      | "TokenGeneration_HostedAuth"
      | "TokenGeneration_Authentication"
      | "TokenGeneration_NewPasswordChallenge"
      | "TokenGeneration_AuthenticateDevice"
      | "TokenGeneration_RefreshTokens"
      | "TokenGeneration_ClientCredentials";
    request: PreTokenGenerationRequest;
    response: PreTokenGenerationResponse;
  };
  UserMigration: {
    source: "UserMigration_Authentication" | "UserMigration_ForgotPassword";
    request: UserMigrationRequest;
    response: UserMigrationResponse;
  };
  InboundFederation: {
    source: "InboundFederation_ExternalProvider";
    request: InboundFederationRequest;
    response: InboundFederationResponse;
  };
}

export type TriggerName = keyof Triggers;

/** Why a message is sent, as the CustomMessage trigger names it. */
export type MessageSource = Triggers["CustomMessage"]["source"];
