import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { RespondToAuthChallengeCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import { claimsOf, password, SignInCloud } from "../sign-in/sign-in.suite.ts";
import { appCode } from "./totp.suite.ts";
import { matchingStep } from "./totp.ts";

let test: SignInCloud;

before(async () => {
  test = await SignInCloud.start();
});
after(() => test.close());

const SmsConfiguration = { SnsCallerArn: "arn:aws:iam::000000000000:role/sms", ExternalId: "x" };
const EmailConfiguration = {
  EmailSendingAccount: "DEVELOPER" as const,
  SourceArn: "arn:aws:ses:us-east-1:000000000000:identity/example.com",
};

async function people(MfaConfiguration: "ON" | "OPTIONAL", factors: readonly ("sms" | "app" | "email")[]) {
  const pool = await test.pool({ EmailConfiguration });
  await test.cognito.setUserPoolMfaConfig({
    UserPoolId: pool,
    MfaConfiguration,
    ...(factors.includes("sms") && { SmsMfaConfiguration: { SmsConfiguration } }),
    ...(factors.includes("app") && { SoftwareTokenMfaConfiguration: { Enabled: true } }),
    ...(factors.includes("email") && { EmailMfaConfiguration: { Message: "Code: {####}", Subject: "Code" } }),
  });
  const client = await test.client(pool);
  await test.user(pool, "ada", { email: "ada@example.com", phone_number: "+15555550100" });
  return { pool, client };
}

function respond(
  ClientId: string,
  ChallengeName: RespondToAuthChallengeCommandInput["ChallengeName"],
  Session: string | undefined,
  responses: Readonly<Record<string, string>>,
) {
  const ChallengeResponses = { USERNAME: "ada", ...responses };
  return test.cognito.respondToAuthChallenge({ ClientId, ChallengeName, Session, ChallengeResponses });
}

const codeNow = (secret: string | undefined) => appCode(secret!, test.cloud.clock.now());

/** Gives the signed-in user an authenticator app; gives its secret. */
async function withApp(AccessToken: string | undefined): Promise<string> {
  const { SecretCode } = await test.cognito.associateSoftwareToken({ AccessToken });
  await test.cognito.verifySoftwareToken({ AccessToken, UserCode: codeNow(SecretCode), FriendlyDeviceName: "phone" });
  return SecretCode!;
}

describe("one-time passwords", () => {
  it("are RFC 6238's", () => {
    const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    for (const [seconds, code] of [
      [59, "287082"],
      [1111111109, "081804"],
      [1234567890, "005924"],
      [20000000000, "353130"],
    ] as const) {
      assert.equal(matchingStep(secret, code, seconds * 1000), Math.floor(seconds / 30));
      assert.equal(matchingStep(secret, code, (seconds + 90) * 1000), undefined);
    }
  });
});

describe("SetUserPoolMfaConfig", () => {
  it("keeps what GetUserPoolMfaConfig gives", async () => {
    const { pool } = await people("OPTIONAL", ["sms", "app", "email"]);
    const { $metadata: _none, ...config } = await test.cognito.getUserPoolMfaConfig({ UserPoolId: pool });
    assert.deepEqual(config, {
      MfaConfiguration: "OPTIONAL",
      SmsMfaConfiguration: { SmsConfiguration },
      SoftwareTokenMfaConfiguration: { Enabled: true },
      EmailMfaConfiguration: { Message: "Code: {####}", Subject: "Code" },
    });
    const off = await test.cognito.setUserPoolMfaConfig({ UserPoolId: pool, MfaConfiguration: "OFF" });
    assert.equal(off.MfaConfiguration, "OFF");
  });

  it("refuses MFA without factors, and factors without MFA", async () => {
    const UserPoolId = await test.pool();
    await assert.rejects(test.cognito.setUserPoolMfaConfig({ UserPoolId, MfaConfiguration: "ON" }), {
      name: "InvalidParameterException",
      message: "Invalid MFA configuration given, can't disable all MFAs with a required or optional configuration.",
    });
    const token = { SoftwareTokenMfaConfiguration: { Enabled: true } };
    await assert.rejects(test.cognito.setUserPoolMfaConfig({ UserPoolId, MfaConfiguration: "OFF", ...token }), {
      name: "InvalidParameterException",
      message: "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
    });
  });
});

describe("codes by SMS", () => {
  it("are asked of everybody where MFA is required", async () => {
    const { pool, client } = await people("ON", ["sms"]);
    const asked = await test.signIn(client, "ada");
    assert.equal(asked.ChallengeName, "SMS_MFA");
    assert.deepEqual(asked.ChallengeParameters, {
      CODE_DELIVERY_DELIVERY_MEDIUM: "SMS",
      CODE_DELIVERY_DESTINATION: "+*******0100",
      USER_ID_FOR_SRP: "ada",
    });
    const [message] = await test.inbox(pool);
    assert.equal(message!.destination, "+15555550100");
    assert.match(message!.code, /^\d{6}$/);
    const wrong = message!.code === "000000" ? "111111" : "000000";
    await assert.rejects(respond(client, "SMS_MFA", asked.Session, { SMS_MFA_CODE: wrong }), {
      name: "CodeMismatchException",
      message: "Invalid code or auth state for the user.",
    });
    const done = await respond(client, "SMS_MFA", asked.Session, { SMS_MFA_CODE: message!.code });
    assert.equal(claimsOf(done.AuthenticationResult!.AccessToken).username, "ada");
  });

  it("are asked only of users who want it where MFA is optional", async () => {
    const { pool, client } = await people("OPTIONAL", ["sms"]);
    assert.ok((await test.signIn(client, "ada")).AuthenticationResult);
    await test.cognito.adminSetUserMFAPreference({
      UserPoolId: pool,
      Username: "ada",
      SMSMfaSettings: { Enabled: true, PreferredMfa: true },
    });
    const user = await test.cognito.adminGetUser({ UserPoolId: pool, Username: "ada" });
    assert.deepEqual([user.UserMFASettingList, user.PreferredMfaSetting], [["SMS_MFA"], "SMS_MFA"]);
    assert.equal((await test.signIn(client, "ada")).ChallengeName, "SMS_MFA");
    await test.cognito.adminSetUserSettings({ UserPoolId: pool, Username: "ada", MFAOptions: [] });
    assert.ok((await test.signIn(client, "ada")).AuthenticationResult);
  });

  it("come by e-mail in the pool's words", async () => {
    const { pool, client } = await people("ON", ["email"]);
    const asked = await test.signIn(client, "ada");
    assert.equal(asked.ChallengeName, "EMAIL_OTP");
    assert.equal(asked.ChallengeParameters!.CODE_DELIVERY_DESTINATION, "a***@e***");
    const [message] = await test.inbox(pool);
    assert.equal(message!.body, `Code: ${message!.code}`);
    assert.ok(
      (await respond(client, "EMAIL_OTP", asked.Session, { EMAIL_OTP_CODE: message!.code })).AuthenticationResult,
    );
  });
});

describe("an authenticator app", () => {
  it("is set up in the course of a sign-in where MFA is required", async () => {
    const { client } = await people("ON", ["app"]);
    const asked = await test.signIn(client, "ada");
    assert.equal(asked.ChallengeName, "MFA_SETUP");
    assert.equal(asked.ChallengeParameters!.MFAS_CAN_SETUP, '["SOFTWARE_TOKEN_MFA"]');
    const associated = await test.cognito.associateSoftwareToken({ Session: asked.Session });
    const code = codeNow(associated.SecretCode);
    const notYet = respond(client, "MFA_SETUP", associated.Session, {});
    await assert.rejects(notYet, { name: "NotAuthorizedException" });
    const wrong = { Session: associated.Session, UserCode: code === "000000" ? "111111" : "000000" };
    await assert.rejects(test.cognito.verifySoftwareToken(wrong), {
      name: "EnableSoftwareTokenMFAException",
      message: "Code mismatch",
    });
    const verified = await test.cognito.verifySoftwareToken({ Session: associated.Session, UserCode: code });
    assert.equal(verified.Status, "SUCCESS");
    const done = await respond(client, "MFA_SETUP", verified.Session, {});
    assert.ok(done.AuthenticationResult);
    assert.equal((await test.signIn(client, "ada")).ChallengeName, "SOFTWARE_TOKEN_MFA");
  });

  it("gives codes that are good once, on the cloud's clock", async () => {
    const { client } = await people("OPTIONAL", ["app"]);
    const { AuthenticationResult } = await test.signIn(client, "ada");
    const AccessToken = AuthenticationResult!.AccessToken;
    const early = test.cognito.setUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true } });
    await assert.rejects(early, {
      name: "InvalidParameterException",
      message: "User has not verified software token mfa",
    });
    const secret = await withApp(AccessToken);
    await test.cognito.setUserMFAPreference({
      AccessToken,
      SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
    });
    const me = await test.cognito.getUser({ AccessToken });
    assert.deepEqual([me.UserMFASettingList, me.PreferredMfaSetting], [["SOFTWARE_TOKEN_MFA"], "SOFTWARE_TOKEN_MFA"]);
    const asked = await test.signIn(client, "ada");
    assert.deepEqual(asked.ChallengeParameters, { FRIENDLY_DEVICE_NAME: "phone", USER_ID_FOR_SRP: "ada" });
    const answer = (Session: string | undefined, SOFTWARE_TOKEN_MFA_CODE: string) =>
      respond(client, "SOFTWARE_TOKEN_MFA", Session, { SOFTWARE_TOKEN_MFA_CODE });
    const old = codeNow(secret);
    await test.cloud.clock.advance(90_000);
    await assert.rejects(answer(asked.Session, old), {
      name: "CodeMismatchException",
      message: "Invalid code received for user",
    });
    assert.ok((await answer(asked.Session, codeNow(secret))).AuthenticationResult);
    const next = await test.signIn(client, "ada");
    await assert.rejects(answer(next.Session, codeNow(secret)), {
      name: "ExpiredCodeException",
      message: "Your software token has already been used once.",
    });
  });

  it("is one of several factors, among which the user chooses", async () => {
    const { pool, client } = await people("OPTIONAL", ["sms", "app"]);
    const { AuthenticationResult } = await test.signIn(client, "ada");
    await withApp(AuthenticationResult!.AccessToken);
    await test.cognito.adminSetUserMFAPreference({
      UserPoolId: pool,
      Username: "ada",
      SMSMfaSettings: { Enabled: true },
      SoftwareTokenMfaSettings: { Enabled: true },
    });
    const asked = await test.signIn(client, "ada");
    assert.equal(asked.ChallengeName, "SELECT_MFA_TYPE");
    assert.equal(asked.ChallengeParameters!.MFAS_CAN_CHOOSE, '["SMS_MFA","SOFTWARE_TOKEN_MFA"]');
    const chosen = await respond(client, "SELECT_MFA_TYPE", asked.Session, { ANSWER: "SMS_MFA" });
    assert.equal(chosen.ChallengeName, "SMS_MFA");
    const [message] = await test.inbox(pool);
    assert.ok((await respond(client, "SMS_MFA", chosen.Session, { SMS_MFA_CODE: message!.code })).AuthenticationResult);
  });
});

describe("a sign-in whose first factor the user chooses", () => {
  const begin = (client: string, parameters: Readonly<Record<string, string>> = {}) =>
    test.cognito.initiateAuth({
      ClientId: client,
      AuthFlow: "USER_AUTH",
      AuthParameters: { USERNAME: "ada", ...parameters },
    });

  async function choosing() {
    const pool = await test.pool({
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP", "SMS_OTP"] } },
    });
    const client = await test.client(pool);
    await test.user(pool, "ada", { email: "ada@example.com" });
    return { pool, client };
  }

  it("offers what the user has", async () => {
    const { pool, client } = await choosing();
    const asked = await begin(client);
    assert.equal(asked.ChallengeName, "SELECT_CHALLENGE");
    assert.deepEqual(asked.AvailableChallenges, ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"]);
    const sent = await respond(client, "SELECT_CHALLENGE", asked.Session, { ANSWER: "EMAIL_OTP" });
    assert.equal(sent.ChallengeName, "EMAIL_OTP");
    const [message] = await test.inbox(pool);
    assert.match(message!.code, /^\d{8}$/);
    const done = await respond(client, "EMAIL_OTP", sent.Session, { EMAIL_OTP_CODE: message!.code });
    const me = await test.cognito.getUserAuthFactors({ AccessToken: done.AuthenticationResult!.AccessToken });
    assert.deepEqual(me.ConfiguredUserAuthFactors, ["PASSWORD", "EMAIL_OTP"]);
  });

  it("takes the preferred factor at once", async () => {
    const { client } = await choosing();
    const preferred = { PREFERRED_CHALLENGE: "PASSWORD", PASSWORD: password };
    assert.ok((await begin(client, preferred)).AuthenticationResult);
    const asked = await begin(client, { PREFERRED_CHALLENGE: "PASSWORD" });
    assert.equal(asked.ChallengeName, "PASSWORD");
    assert.ok((await respond(client, "PASSWORD", asked.Session, { PASSWORD: password })).AuthenticationResult);
    assert.equal((await begin(client, { PREFERRED_CHALLENGE: "SMS_OTP" })).ChallengeName, "SELECT_CHALLENGE");
    assert.equal((await begin(client, { PREFERRED_CHALLENGE: "WEB_AUTHN" })).ChallengeName, "SELECT_CHALLENGE");
  });
});
