import type * as lambda from "aws-lambda";
import { type SampleEvent, type SampleScope, sampleIds } from "./scope.ts";

/** A trigger's event as it is sent: what the function is to fill in is null until it does. */
type AsSent<Event extends { readonly request: object; readonly response: object }> = Omit<
  Event,
  "request" | "response"
> & {
  readonly request: { readonly [Name in keyof Event["request"]]: Event["request"][Name] | null };
  readonly response: { readonly [Name in keyof Event["response"]]: Event["response"][Name] | null };
};

/** An event for a pool's own sender: nothing is read of its answer. */
type AsSentToSender<Event extends { readonly request: object }> = Omit<Event, "request" | "response"> & {
  readonly request: { readonly [Name in keyof Event["request"]]: Event["request"][Name] | null };
};

function envelope<Source extends string>(
  { region, userPoolId, userPoolClientId }: SampleScope,
  triggerSource: Source,
  version = "1",
) {
  return {
    version,
    triggerSource,
    region,
    userPoolId,
    userName: "1000001",
    callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: userPoolClientId },
  };
}

const ownAttributes = {
  given_name: "Ada",
  family_name: "Lovelace",
  email: "ada@example.com",
  phone_number: "+15555550100",
};

const storedAttributes = {
  sub: sampleIds.user,
  "cognito:user_status": "CONFIRMED",
  email_verified: "true",
  ...ownAttributes,
};

const groupConfiguration = { groupsToOverride: ["nurses"], iamRolesToOverride: [] };

const preSignUp = (triggerSource: lambda.PreSignUpTriggerEvent["triggerSource"]) => (scope: SampleScope) =>
  ({
    ...envelope(scope, triggerSource),
    request: { userAttributes: ownAttributes, validationData: null },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  }) satisfies AsSent<lambda.PreSignUpTriggerEvent>;

const postConfirmation =
  (triggerSource: lambda.PostConfirmationTriggerEvent["triggerSource"]) => (scope: SampleScope) =>
    ({
      ...envelope(scope, triggerSource),
      request: { userAttributes: storedAttributes },
      response: {},
    }) satisfies AsSent<lambda.PostConfirmationTriggerEvent>;

const customMessage =
  (triggerSource: lambda.CustomMessageTriggerEvent["triggerSource"], usernameParameter: string | null = null) =>
  (scope: SampleScope) =>
    ({
      ...envelope(scope, triggerSource),
      request: {
        userAttributes: storedAttributes,
        codeParameter: "{####}",
        linkParameter: "{##Click Here##}",
        usernameParameter,
      },
      response: { smsMessage: null, emailMessage: null, emailSubject: null },
    }) satisfies AsSent<lambda.CustomMessageTriggerEvent>;

const userMigration = (triggerSource: lambda.UserMigrationTriggerEvent["triggerSource"]) => (scope: SampleScope) =>
  ({
    ...envelope(scope, triggerSource),
    userName: "ada@example.com",
    request: {
      password: triggerSource === "UserMigration_Authentication" ? "Correct-Horse-1" : null,
      validationData: null,
    },
    response: {
      userAttributes: null,
      forceAliasCreation: null,
      enableSMSMFA: null,
      finalUserStatus: null,
      messageAction: null,
      desiredDeliveryMediums: null,
    },
  }) satisfies AsSent<lambda.UserMigrationTriggerEvent>;

const tokenRequest = { userAttributes: storedAttributes, groupConfiguration };
const scopes = ["aws.cognito.signin.user.admin"];

/** The kinds whose trigger source says when it happens, with the same event otherwise. */
const otherSources = "others: --set triggerSource=";

export const cognitoEvents = {
  "cognito-pre-sign-up": {
    description: "Cognito, before a user signs up",
    make: preSignUp("PreSignUp_SignUp"),
  },
  "cognito-pre-sign-up-admin-create-user": {
    description: "Cognito, before an administrator creates a user",
    make: preSignUp("PreSignUp_AdminCreateUser"),
  },
  "cognito-pre-sign-up-external-provider": {
    description: "Cognito, before a user comes from an identity provider for the first time",
    make: preSignUp("PreSignUp_ExternalProvider"),
  },
  "cognito-post-confirmation": {
    description: "Cognito, after a user has confirmed the sign-up",
    make: postConfirmation("PostConfirmation_ConfirmSignUp"),
  },
  "cognito-post-confirmation-forgot-password": {
    description: "Cognito, after a forgotten password was replaced",
    make: postConfirmation("PostConfirmation_ConfirmForgotPassword"),
  },
  "cognito-pre-authentication": {
    description: "Cognito, before a user's password is checked",
    make: (scope) => ({
      ...envelope(scope, "PreAuthentication_Authentication"),
      request: { userAttributes: storedAttributes, validationData: null },
      response: {},
    }),
  } satisfies SampleEvent<AsSent<lambda.PreAuthenticationTriggerEvent>>,
  "cognito-post-authentication": {
    description: "Cognito, after a user has signed in",
    make: (scope) => ({
      ...envelope(scope, "PostAuthentication_Authentication"),
      request: { userAttributes: storedAttributes, newDeviceUsed: false },
      response: {},
    }),
  } satisfies SampleEvent<AsSent<lambda.PostAuthenticationTriggerEvent>>,
  "cognito-pre-token-generation": {
    description: `Cognito, before an ID token is made (V1_0); ${otherSources}TokenGeneration_RefreshTokens, ...`,
    make: (scope) => ({
      ...envelope(scope, "TokenGeneration_Authentication"),
      request: tokenRequest,
      response: { claimsOverrideDetails: null },
    }),
  } satisfies SampleEvent<AsSent<lambda.PreTokenGenerationTriggerEvent>>,
  "cognito-pre-token-generation-v2": {
    description: "Cognito, before ID and access tokens are made (V2_0)",
    make: (scope) => ({
      ...envelope(scope, "TokenGeneration_Authentication", "2"),
      request: { ...tokenRequest, scopes },
      response: { claimsAndScopeOverrideDetails: null },
    }),
  } satisfies SampleEvent<AsSent<lambda.PreTokenGenerationV2TriggerEvent>>,
  "cognito-pre-token-generation-v3": {
    description: "Cognito, before a machine's access token is made (V3_0)",
    make: (scope) => ({
      ...envelope(scope, "TokenGeneration_ClientCredentials", "3"),
      version: "3" as const,
      userName: scope.userPoolClientId,
      request: {
        userAttributes: {},
        groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [] },
        scopes: ["records/read"],
      },
      response: { claimsAndScopeOverrideDetails: null },
    }),
  } satisfies SampleEvent<AsSent<lambda.PreTokenGenerationV3TriggerEvent>>,
  "cognito-user-migration": {
    description: "Cognito, when a user who is not there signs in",
    make: userMigration("UserMigration_Authentication"),
  },
  "cognito-user-migration-forgot-password": {
    description: "Cognito, when a user who is not there has forgotten the password",
    make: userMigration("UserMigration_ForgotPassword"),
  },
  "cognito-custom-message": {
    description: `Cognito, before a message is sent; ${otherSources}CustomMessage_ForgotPassword, ...`,
    make: customMessage("CustomMessage_SignUp"),
  },
  "cognito-custom-message-admin-create-user": {
    description: "Cognito, before an invitation is sent",
    make: customMessage("CustomMessage_AdminCreateUser", "{username}"),
  },
  "cognito-define-auth-challenge": {
    description: "Cognito, custom sign-in: which challenge comes next",
    make: (scope) => ({
      ...envelope(scope, "DefineAuthChallenge_Authentication"),
      request: { userAttributes: storedAttributes, session: [{ challengeName: "SRP_A", challengeResult: true }] },
      response: { challengeName: null, issueTokens: null, failAuthentication: null },
    }),
  } satisfies SampleEvent<AsSent<lambda.DefineAuthChallengeTriggerEvent>>,
  "cognito-create-auth-challenge": {
    description: "Cognito, custom sign-in: makes a challenge",
    make: (scope) => ({
      ...envelope(scope, "CreateAuthChallenge_Authentication"),
      request: { userAttributes: storedAttributes, challengeName: "CUSTOM_CHALLENGE", session: [] },
      response: { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null },
    }),
  } satisfies SampleEvent<AsSent<lambda.CreateAuthChallengeTriggerEvent>>,
  "cognito-verify-auth-challenge-response": {
    description: "Cognito, custom sign-in: checks an answer",
    make: (scope) => ({
      ...envelope(scope, "VerifyAuthChallengeResponse_Authentication"),
      request: {
        userAttributes: storedAttributes,
        privateChallengeParameters: { answer: "5" },
        challengeAnswer: "5",
      },
      response: { answerCorrect: null },
    }),
  } satisfies SampleEvent<AsSent<lambda.VerifyAuthChallengeResponseTriggerEvent>>,
  "cognito-custom-email-sender": {
    description: `Cognito, instead of sending an email; ${otherSources}CustomEmailSender_ForgotPassword, ...`,
    make: (scope) => ({
      ...envelope(scope, "CustomEmailSender_SignUp"),
      request: {
        type: "customEmailSenderRequestV1",
        code: encryptedCode,
        clientMetadata: null,
        userAttributes: storedAttributes,
      },
    }),
  } satisfies SampleEvent<AsSentToSender<lambda.CustomEmailSenderTriggerEvent>>,
  "cognito-custom-sms-sender": {
    description: `Cognito, instead of sending a text message; ${otherSources}CustomSMSSender_Authentication, ...`,
    make: (scope) => ({
      ...envelope(scope, "CustomSMSSender_SignUp"),
      request: {
        type: "customSMSSenderRequestV1",
        code: encryptedCode,
        clientMetadata: null,
        userAttributes: storedAttributes,
      },
    }),
  } satisfies SampleEvent<AsSentToSender<lambda.CustomSMSSenderTriggerEvent>>,
  "cognito-inbound-federation": {
    description: "Cognito, when a user comes from an identity provider",
    make: (scope) => ({
      ...envelope(scope, "InboundFederation_ExternalProvider"),
      request: {
        providerName: "Hospital",
        providerType: "OIDC",
        attributes: {
          tokenResponse: { access_token: "eyJraWQiOi...", token_type: "Bearer", expires_in: "3600" },
          idToken: { sub: "248289761001", email: "ada@example.com" },
          userInfo: { sub: "248289761001", given_name: "Ada", family_name: "Lovelace" },
        },
      },
      response: { userAttributesToMap: null },
    }),
  } satisfies SampleEvent<AsSent<lambda.InboundFederationTriggerEvent>>,
} satisfies Readonly<Record<string, SampleEvent>>;

/** The code, encrypted with the pool's KMS key, as base64. */
const encryptedCode =
  "AYADeBExampleEncryptedCodeWhichOnlyTheKeyOfThePoolOpensAAgAVYXdzLWNyeXB0by1wdWJsaWMta2V5AER0ZXN0";
