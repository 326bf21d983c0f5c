import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CloudFormation, type Stack } from "@aws-sdk/client-cloudformation";
import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

/** The properties that CDK writes for a `UserPool`, a `UserPoolClient` and their friends. */
function template(changes: { readonly poolName?: string; readonly schema?: readonly object[] } = {}): string {
  return JSON.stringify({
    Resources: {
      Pool: {
        Type: "AWS::Cognito::UserPool",
        Properties: {
          ...(changes.poolName && { UserPoolName: changes.poolName }),
          AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "verified_email", Priority: 1 }] },
          AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
          AliasAttributes: ["email"],
          AutoVerifiedAttributes: ["email"],
          EmailVerificationMessage: "The verification code to your new account is {####}",
          EmailVerificationSubject: "Verify your new account",
          Policies: { PasswordPolicy: { MinimumLength: 12 } },
          Schema: changes.schema ?? [
            { Mutable: true, Name: "given_name", Required: true },
            { AttributeDataType: "String", Mutable: true, Name: "x" },
          ],
          SmsVerificationMessage: "The verification code to your new account is {####}",
          UserPoolTier: "ESSENTIALS",
          VerificationMessageTemplate: {
            DefaultEmailOption: "CONFIRM_WITH_CODE",
            EmailMessage: "The verification code to your new account is {####}",
            EmailSubject: "Verify your new account",
            SmsMessage: "The verification code to your new account is {####}",
          },
        },
      },
      Client: {
        Type: "AWS::Cognito::UserPoolClient",
        Properties: {
          AllowedOAuthFlows: ["implicit", "code"],
          AllowedOAuthFlowsUserPoolClient: true,
          AllowedOAuthScopes: ["profile", "phone", "email", "openid", "aws.cognito.signin.user.admin"],
          CallbackURLs: ["https://example.com"],
          ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
          GenerateSecret: true,
          SupportedIdentityProviders: ["COGNITO"],
          UserPoolId: { Ref: "Pool" },
        },
      },
      Group: { Type: "AWS::Cognito::UserPoolGroup", Properties: { GroupName: "staff", UserPoolId: { Ref: "Pool" } } },
      User: {
        Type: "AWS::Cognito::UserPoolUser",
        Properties: { UserPoolId: { Ref: "Pool" }, Username: "bob", MessageAction: "SUPPRESS" },
      },
    },
    Outputs: {
      PoolId: { Value: { Ref: "Pool" } },
      ProviderName: { Value: { "Fn::GetAtt": ["Pool", "ProviderName"] } },
      ProviderURL: { Value: { "Fn::GetAtt": ["Pool", "ProviderURL"] } },
      Arn: { Value: { "Fn::GetAtt": ["Pool", "Arn"] } },
      ClientId: { Value: { Ref: "Client" } },
      Secret: { Value: { "Fn::GetAtt": ["Client", "ClientSecret"] } },
    },
  });
}

async function finished(cloud: TestCloud, cloudformation: CloudFormation): Promise<Stack> {
  await cloud.runtime.host.activity.whenIdle();
  const { Stacks } = await cloudformation.describeStacks({ StackName: "people" });
  return Stacks![0]!;
}

describe("Cognito's CloudFormation types", () => {
  it("create, update and delete what CDK describes", async () => {
    const cloud = await createTestCloud();
    try {
      const cloudformation = cloud.client(CloudFormation);
      const cognito = cloud.client(CognitoIdentityProvider);
      await cloudformation.createStack({ StackName: "people", TemplateBody: template() });
      const stack = await finished(cloud, cloudformation);
      const outputs = Object.fromEntries(stack.Outputs!.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
      const UserPoolId = outputs.PoolId!;
      assert.equal(outputs.ProviderName, `cognito-idp.us-east-1.amazonaws.com/${UserPoolId}`);
      assert.equal(outputs.ProviderURL, `https://cognito-idp.us-east-1.amazonaws.com/${UserPoolId}`);
      assert.equal(outputs.Arn, `arn:aws:cognito-idp:us-east-1:000000000000:userpool/${UserPoolId}`);
      const client = await cognito.describeUserPoolClient({ UserPoolId, ClientId: outputs.ClientId! });
      assert.equal(client.UserPoolClient!.ClientSecret, outputs.Secret);
      assert.equal((await cognito.adminGetUser({ UserPoolId, Username: "bob" })).UserStatus, "FORCE_CHANGE_PASSWORD");
      assert.equal((await cognito.getGroup({ UserPoolId, GroupName: "staff" })).Group!.GroupName, "staff");

      const schema = [
        { Mutable: true, Name: "given_name", Required: true },
        { AttributeDataType: "String", Mutable: true, Name: "x" },
        { AttributeDataType: "Number", Name: "n" },
      ];
      const TemplateBody = template({ poolName: "renamed", schema });
      await cloudformation.updateStack({ StackName: "people", TemplateBody });
      assert.equal((await finished(cloud, cloudformation)).StackStatus, "UPDATE_COMPLETE");
      const { UserPool } = await cognito.describeUserPool({ UserPoolId });
      assert.equal(UserPool!.Name, "renamed");
      assert.equal(UserPool!.SchemaAttributes!.at(-1)!.Name, "custom:n");

      await cloudformation.deleteStack({ StackName: "people" });
      await cloud.runtime.host.activity.whenIdle();
      await assert.rejects(cognito.describeUserPool({ UserPoolId }), { name: "ResourceNotFoundException" });
      assert.deepEqual(cloud.reports, []);
    } finally {
      await cloud.close();
    }
  });

  it("connect triggers and second factors, and take them away", async () => {
    const cloud = await createTestCloud();
    try {
      const stack = (properties: object) =>
        JSON.stringify({
          Resources: { Pool: { Type: "AWS::Cognito::UserPool", Properties: properties } },
          Outputs: { PoolId: { Value: { Ref: "Pool" } } },
        });
      const cloudformation = cloud.client(CloudFormation);
      const cognito = cloud.client(CognitoIdentityProvider);
      const LambdaArn = "arn:aws:lambda:us-east-1:000000000000:function:f";
      const LambdaConfig = { PreSignUp: LambdaArn, PreTokenGenerationConfig: { LambdaArn, LambdaVersion: "V2_0" } };
      const properties = { LambdaConfig, MfaConfiguration: "OPTIONAL", EnabledMfas: ["SOFTWARE_TOKEN_MFA"] };
      await cloudformation.createStack({ StackName: "people", TemplateBody: stack(properties) });
      const created = await finished(cloud, cloudformation);
      assert.equal(created.StackStatus, "CREATE_COMPLETE", created.StackStatusReason);
      const UserPoolId = created.Outputs![0]!.OutputValue!;
      const pool = (await cognito.describeUserPool({ UserPoolId })).UserPool!;
      assert.equal(pool.LambdaConfig!.PreSignUp, LambdaArn);
      assert.equal(pool.LambdaConfig!.PreTokenGeneration, LambdaArn);
      assert.equal(pool.MfaConfiguration, "OPTIONAL");
      const { SoftwareTokenMfaConfiguration } = await cognito.getUserPoolMfaConfig({ UserPoolId });
      assert.deepEqual(SoftwareTokenMfaConfiguration, { Enabled: true });

      await cloudformation.updateStack({ StackName: "people", TemplateBody: stack({ MfaConfiguration: "OFF" }) });
      assert.equal((await finished(cloud, cloudformation)).StackStatus, "UPDATE_COMPLETE");
      const plain = (await cognito.describeUserPool({ UserPoolId })).UserPool!;
      assert.deepEqual(plain.LambdaConfig, {});
      assert.equal(plain.MfaConfiguration, "OFF");
    } finally {
      await cloud.close();
    }
  });
});
