import assert from "node:assert/strict";
import { it } from "node:test";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { App, Duration, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import {
  ClientAttributes,
  LambdaVersion,
  Mfa,
  NumberAttribute,
  OAuthScope,
  StringAttribute,
  UserPool,
  UserPoolGroup,
  UserPoolOperation,
  VerificationEmailStyle,
} from "aws-cdk-lib/aws-cognito";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { createTestCloud } from "../../testing/index.ts";

/** A stack with most of what CDK can say of a user pool, and a function for every trigger. */
function template(): string {
  const stack = new Stack(new App({ analyticsReporting: false }), "People");
  const code = Code.fromInline("exports.handler = async (event) => event;");
  const trigger = new LambdaFunction(stack, "Trigger", {
    runtime: Runtime.NODEJS_22_X,
    handler: "index.handler",
    code,
  });
  const pool = new UserPool(stack, "Pool", {
    selfSignUpEnabled: true,
    signInAliases: { email: true, username: true, phone: true, preferredUsername: true },
    signInCaseSensitive: false,
    autoVerify: { email: true, phone: true },
    keepOriginal: { email: true, phone: true },
    mfa: Mfa.OPTIONAL,
    mfaSecondFactor: { sms: true, otp: true },
    passwordPolicy: { minLength: 12, passwordHistorySize: 3, tempPasswordValidity: Duration.days(3) },
    deviceTracking: { challengeRequiredOnNewDevice: true, deviceOnlyRememberedOnUserPrompt: true },
    standardAttributes: { fullname: { required: true, mutable: true } },
    customAttributes: {
      level: new NumberAttribute({ min: 1 }),
      note: new StringAttribute({ mutable: true, maxLen: 9 }),
    },
    userVerification: { emailStyle: VerificationEmailStyle.LINK, smsMessage: "Code {####}" },
    userInvitation: { emailBody: "{username} {####}", emailSubject: "Welcome", smsMessage: "{username} {####}" },
    signInPolicy: { allowedFirstAuthFactors: { password: true, emailOtp: true, smsOtp: true } },
  });
  for (const operation of [
    UserPoolOperation.PRE_SIGN_UP,
    UserPoolOperation.POST_CONFIRMATION,
    UserPoolOperation.CUSTOM_MESSAGE,
    UserPoolOperation.PRE_AUTHENTICATION,
    UserPoolOperation.POST_AUTHENTICATION,
    UserPoolOperation.DEFINE_AUTH_CHALLENGE,
    UserPoolOperation.CREATE_AUTH_CHALLENGE,
    UserPoolOperation.VERIFY_AUTH_CHALLENGE_RESPONSE,
    UserPoolOperation.USER_MIGRATION,
  ]) {
    pool.addTrigger(operation, trigger);
  }
  pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, trigger, LambdaVersion.V2_0);
  const client = pool.addClient("Client", {
    generateSecret: true,
    authFlows: { user: true, userPassword: true, userSrp: true, custom: true, adminUserPassword: true },
    preventUserExistenceErrors: true,
    accessTokenValidity: Duration.minutes(30),
    refreshTokenRotationGracePeriod: Duration.seconds(10),
    authSessionValidity: Duration.minutes(5),
    readAttributes: new ClientAttributes().withStandardAttributes({ email: true }).withCustomAttributes("note"),
    oAuth: {
      callbackUrls: ["https://example.com"],
      logoutUrls: ["https://example.com"],
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID],
    },
  });
  new UserPoolGroup(stack, "Group", { userPool: pool, groupName: "staff" });
  stack.exportValue(pool.userPoolId, { name: "PoolId" });
  stack.exportValue(client.userPoolClientId, { name: "ClientId" });
  // The bootstrap version is a parameter of the machine that deploys, which this test is not.
  const { Parameters: _parameters, Rules: _rules, ...rest } = Template.fromStack(stack).toJSON();
  return JSON.stringify(rest);
}

it("CDK's user pools, clients, groups and triggers deploy and work", async () => {
  const cloud = await createTestCloud();
  try {
    const cloudformation = cloud.client(CloudFormation);
    const StackName = "people";
    const Capabilities = ["CAPABILITY_NAMED_IAM" as const];
    await cloudformation.createStack({ StackName, TemplateBody: template(), Capabilities });
    await cloud.clock.advance(60_000);
    const { Stacks } = await cloudformation.describeStacks({ StackName });
    assert.equal(Stacks![0]!.StackStatus, "CREATE_COMPLETE", Stacks![0]!.StackStatusReason);
    const output = (name: string) => Stacks![0]!.Outputs!.find(({ ExportName }) => ExportName === name)!.OutputValue!;

    const cognito = cloud.client(CognitoIdentityProvider);
    const ids = { UserPoolId: output("PoolId"), ClientId: output("ClientId") };
    const { UserPoolClient: client } = await cognito.describeUserPoolClient(ids);
    assert.deepEqual(client!.AllowedOAuthScopes, ["openid"]);
    assert.deepEqual(client!.AllowedOAuthFlows, ["code"]);
    assert.deepEqual(client!.CallbackURLs, ["https://example.com"]);
    assert.deepEqual(client!.LogoutURLs, ["https://example.com"]);
    assert.deepEqual(client!.RefreshTokenRotation, { Feature: "ENABLED", RetryGracePeriodSeconds: 10 });
    // The function may be called: PreSignUp lets the user through.
    const user = { UserPoolId: ids.UserPoolId, Username: "bob", MessageAction: "SUPPRESS" as const };
    assert.equal((await cognito.adminCreateUser(user)).User!.UserStatus, "FORCE_CHANGE_PASSWORD");
    assert.deepEqual(cloud.reports, []);
  } finally {
    await cloud.close();
  }
});
