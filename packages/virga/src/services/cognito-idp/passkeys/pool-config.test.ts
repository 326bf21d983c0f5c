import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import type { WebAuthnConfigurationType } from "@aws-sdk/client-cognito-identity-provider";
import { App, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { type CfnUserPool, PasskeyUserVerification, UserPool } from "aws-cdk-lib/aws-cognito";
import { appCode } from "../mfa/totp.suite.ts";
import { PasskeyCloud, questionOf } from "./passkeys.suite.ts";

let test: PasskeyCloud;
before(async () => {
  test = await PasskeyCloud.start();
});
after(() => test.base.close());

const passkeyMfa: WebAuthnConfigurationType = {
  RelyingPartyId: "example.com",
  FactorConfiguration: "MULTI_FACTOR_WITH_USER_VERIFICATION",
};
const invalid = { name: "InvalidParameterException" };

async function configured(UserPoolId: string) {
  const { WebAuthnConfiguration, MfaConfiguration } = await test.cognito.getUserPoolMfaConfig({ UserPoolId });
  return { WebAuthnConfiguration, MfaConfiguration };
}

describe("SetUserPoolMfaConfig", () => {
  it("keeps what it is told of passkeys, beside the second factors", async () => {
    const UserPoolId = await test.base.pool();
    assert.deepEqual(await configured(UserPoolId), { WebAuthnConfiguration: undefined, MfaConfiguration: "OFF" });
    const answer = await test.cognito.setUserPoolMfaConfig({ UserPoolId, WebAuthnConfiguration: passkeyMfa });
    assert.deepEqual(answer.WebAuthnConfiguration, passkeyMfa);
    await test.cognito.setUserPoolMfaConfig({
      UserPoolId,
      MfaConfiguration: "OPTIONAL",
      SoftwareTokenMfaConfiguration: { Enabled: true },
    });
    assert.deepEqual(await configured(UserPoolId), { WebAuthnConfiguration: passkeyMfa, MfaConfiguration: "OPTIONAL" });
    const WebAuthnConfiguration = { RelyingPartyId: "localhost", UserVerification: "required" as const };
    await test.cognito.setUserPoolMfaConfig({ UserPoolId, WebAuthnConfiguration });
    assert.deepEqual(await configured(UserPoolId), { WebAuthnConfiguration, MfaConfiguration: "OPTIONAL" });
  });

  it("refuses what is no domain, and pools of the LITE tier", async () => {
    const UserPoolId = await test.base.pool();
    for (const RelyingPartyId of ["https://example.com", "example.com:443", "-a.com", "a..com"]) {
      await assert.rejects(
        test.cognito.setUserPoolMfaConfig({ UserPoolId, WebAuthnConfiguration: { RelyingPartyId } }),
        invalid,
      );
    }
    const lite = await test.base.pool({ UserPoolTier: "LITE" });
    await assert.rejects(test.cognito.setUserPoolMfaConfig({ UserPoolId: lite, WebAuthnConfiguration: passkeyMfa }), {
      name: "FeatureUnavailableInTierException",
    });
  });
});

describe("passkeys and second factors", () => {
  /** A user with an authenticator app and a passkey. */
  async function secured(configuration: WebAuthnConfigurationType, verifiesUser = true) {
    const people = await test.people(configuration);
    const { pool, token: AccessToken } = people;
    const passkey = await test.register(AccessToken, { verifiesUser });
    await test.cognito.setUserPoolMfaConfig({
      UserPoolId: pool,
      MfaConfiguration: "OPTIONAL",
      SoftwareTokenMfaConfiguration: { Enabled: true },
    });
    const { SecretCode } = await test.cognito.associateSoftwareToken({ AccessToken });
    const UserCode = appCode(SecretCode!, test.base.cloud.clock.now());
    await test.cognito.verifySoftwareToken({ AccessToken, UserCode });
    const prefer = (settings: { app?: boolean; passkey?: boolean }) =>
      test.cognito.setUserMFAPreference({
        AccessToken,
        ...(settings.app !== undefined && { SoftwareTokenMfaSettings: { Enabled: settings.app } }),
        ...(settings.passkey !== undefined && { WebAuthnMfaSettings: { Enabled: settings.passkey } }),
      });
    return { ...people, passkey, prefer };
  }

  it("a passkey alone will not do where a second factor is needed", async () => {
    const { client, prefer } = await secured({ RelyingPartyId: "example.com" });
    assert.equal((await test.begin(client, "WEB_AUTHN")).ChallengeName, "WEB_AUTHN");
    await prefer({ app: true });
    assert.deepEqual((await test.begin(client, "WEB_AUTHN")).AvailableChallenges, ["PASSWORD_SRP", "PASSWORD"]);
    await assert.rejects(prefer({ passkey: true }), invalid);
  });

  it("one that verifies the user stands for both where pool and user say so", async () => {
    const { pool, client, token, passkey, prefer } = await secured(passkeyMfa);
    await assert.rejects(prefer({ passkey: true }), invalid);
    await prefer({ app: true, passkey: true });
    await assert.rejects(prefer({ app: false }), invalid);
    assert.equal((await test.base.signIn(client, "ada")).ChallengeName, "SOFTWARE_TOKEN_MFA");

    await test.cognito.setUserPoolMfaConfig({
      UserPoolId: pool,
      MfaConfiguration: "ON",
      SoftwareTokenMfaConfiguration: { Enabled: true },
    });
    const asked = await test.begin(client, "WEB_AUTHN");
    const { userVerification } = JSON.parse(questionOf(asked)!) as { userVerification: string };
    assert.equal(userVerification, "required");
    assert.ok((await test.answer(client, asked, passkey.assert(questionOf(asked)))).AuthenticationResult);
    await assert.rejects(test.signIn(client, passkey, { verifiesUser: false }), { name: "NotAuthorizedException" });

    const { CredentialCreationOptions } = await test.cognito.startWebAuthnRegistration({ AccessToken: token });
    const { authenticatorSelection } = CredentialCreationOptions as { authenticatorSelection: object };
    assert.partialDeepStrictEqual(authenticatorSelection, { userVerification: "required" });

    await prefer({ passkey: false });
    assert.deepEqual((await test.begin(client, "WEB_AUTHN")).AvailableChallenges, ["PASSWORD_SRP", "PASSWORD"]);
    await test.cognito.adminSetUserMFAPreference({
      UserPoolId: pool,
      Username: "ada",
      WebAuthnMfaSettings: { Enabled: true },
    });
    assert.ok((await test.signIn(client, passkey)).AuthenticationResult);
  });
});

describe("AWS::Cognito::UserPool", () => {
  function template(withPasskeys: boolean): string {
    const stack = new Stack(new App({ analyticsReporting: false }), "People");
    const pool = new UserPool(stack, "Pool", {
      signInPolicy: { allowedFirstAuthFactors: { password: true, passkey: true } },
      ...(withPasskeys && {
        passkeyRelyingPartyId: "auth.example.com",
        passkeyUserVerification: PasskeyUserVerification.REQUIRED,
      }),
    });
    if (withPasskeys) {
      const resource = pool.node.defaultChild as CfnUserPool;
      resource.webAuthnFactorConfiguration = "MULTI_FACTOR_WITH_USER_VERIFICATION";
    }
    stack.exportValue(pool.userPoolId, { name: "pool" });
    // The bootstrap version is a parameter of the machine that deploys, which this test is not.
    const { Parameters: _parameters, Rules: _rules, ...rest } = Template.fromStack(stack).toJSON();
    return JSON.stringify(rest);
  }

  it("sets passkeys up as CDK says, and takes the settings back", async () => {
    const { cloud } = test.base;
    const stacks = cloud.client(CloudFormation);
    const finished = async () => {
      await cloud.clock.advance(60_000);
      return (await stacks.describeStacks({ StackName: "people" })).Stacks![0]!;
    };
    await stacks.createStack({ StackName: "people", TemplateBody: template(true) });
    const created = await finished();
    assert.equal(created.StackStatus, "CREATE_COMPLETE", created.StackStatusReason);
    const UserPoolId = created.Outputs!.find(({ ExportName }) => ExportName === "pool")!.OutputValue!;
    const WebAuthnConfiguration = {
      RelyingPartyId: "auth.example.com",
      UserVerification: "required",
      FactorConfiguration: "MULTI_FACTOR_WITH_USER_VERIFICATION",
    };
    assert.deepEqual(await configured(UserPoolId), { WebAuthnConfiguration, MfaConfiguration: "OFF" });
    const { UserPool: pool } = await test.cognito.describeUserPool({ UserPoolId });
    assert.deepEqual(pool!.Policies!.SignInPolicy!.AllowedFirstAuthFactors, ["PASSWORD", "WEB_AUTHN"]);

    await stacks.updateStack({ StackName: "people", TemplateBody: template(false) });
    assert.equal((await finished()).StackStatus, "UPDATE_COMPLETE");
    assert.deepEqual(await configured(UserPoolId), { WebAuthnConfiguration: undefined, MfaConfiguration: "OFF" });
  });
});
