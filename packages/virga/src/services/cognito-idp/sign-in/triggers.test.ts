import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { LambdaConfigType } from "@aws-sdk/client-cognito-identity-provider";
import { claimsOf, password, SignInCloud } from "./sign-in.suite.ts";
import { triggerFunction } from "./trigger-function.suite.ts";

let test: SignInCloud;
let functions = 0;

before(async () => {
  test = await SignInCloud.start();
});
after(() => test.close());

function fn(handler: string): Promise<string> {
  return triggerFunction(test.cloud, `trigger-${functions++}`, handler);
}

async function people(LambdaConfig: LambdaConfigType, settings: Parameters<SignInCloud["client"]>[1] = {}) {
  const pool = await test.pool({ LambdaConfig });
  const client = await test.client(pool, settings);
  await test.user(pool, "ada", { email: "ada@example.com" });
  return { pool, client };
}

/** A PreTokenGeneration trigger that answers like this. */
async function withClaims(version: "V1_0" | "V2_0", response: object) {
  const LambdaArn = await fn(`event.response = ${JSON.stringify(response)};`);
  const { pool, client } = await people({ PreTokenGenerationConfig: { LambdaVersion: version, LambdaArn } });
  await test.cognito.createGroup({ UserPoolId: pool, GroupName: "readers" });
  await test.cognito.adminAddUserToGroup({ UserPoolId: pool, Username: "ada", GroupName: "readers" });
  const { AuthenticationResult } = await test.signIn(client, "ada");
  return { id: claimsOf(AuthenticationResult!.IdToken), access: claimsOf(AuthenticationResult!.AccessToken) };
}

describe("the PreTokenGeneration trigger", () => {
  it("gets AWS's event", async () => {
    const PreTokenGeneration = await fn(
      "event.response = { claimsOverrideDetails: { claimsToAddOrOverride: { event: JSON.stringify(event) } } };",
    );
    const { pool, client } = await people({ PreTokenGeneration });
    const { AuthenticationResult } = await test.signIn(client, "ada");
    const claims = claimsOf(AuthenticationResult!.IdToken);
    assert.deepEqual(JSON.parse(String(claims.event)), {
      version: "1",
      triggerSource: "TokenGeneration_Authentication",
      region: "us-east-1",
      userPoolId: pool,
      userName: "ada",
      callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: client },
      request: {
        userAttributes: { sub: claims.sub, "cognito:user_status": "CONFIRMED", email: "ada@example.com" },
        groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
      },
      response: { claimsOverrideDetails: null },
    });
    const { AuthenticationResult: fresh } = await test.refresh(client, AuthenticationResult!.RefreshToken!);
    const again = JSON.parse(String(claimsOf(fresh!.IdToken).event)) as { triggerSource: string };
    assert.equal(again.triggerSource, "TokenGeneration_RefreshTokens");
  });

  it("V1: changes the ID token, but no reserved claim; suppressing beats adding", async () => {
    const { id, access } = await withClaims("V1_0", {
      claimsOverrideDetails: {
        claimsToAddOrOverride: { role: "doctor", both: "x", sub: "me", "cognito:username": "eve", iss: "me", exp: "1" },
        claimsToSuppress: ["email", "both", "aud", "token_use"],
      },
    });
    assert.equal(id.role, "doctor");
    for (const gone of ["email", "both"]) assert.equal(id[gone], undefined);
    assert.equal(id["cognito:username"], "ada");
    assert.notEqual(id.sub, "me");
    assert.ok((id.exp as number) > 1);
    assert.ok(id.aud);
    assert.deepEqual(id["cognito:groups"], ["readers"]);
    assert.equal(access.role, undefined);
  });

  it("V1: replaces the groups of both tokens, or takes them away", async () => {
    const RoleArn = "arn:aws:iam::000000000000:role/r";
    const given = { groupsToOverride: ["a", "b"], iamRolesToOverride: [RoleArn], preferredRole: RoleArn };
    const { id, access } = await withClaims("V1_0", { claimsOverrideDetails: { groupOverrideDetails: given } });
    assert.deepEqual(id["cognito:groups"], ["a", "b"]);
    assert.deepEqual(id["cognito:roles"], [RoleArn]);
    assert.equal(id["cognito:preferred_role"], RoleArn);
    assert.deepEqual(access["cognito:groups"], ["a", "b"]);
    const none = await withClaims("V1_0", { claimsOverrideDetails: { groupOverrideDetails: {} } });
    assert.equal(none.id["cognito:groups"], undefined);
    assert.equal(none.access["cognito:groups"], undefined);
  });

  it("V2: changes both tokens and the scopes, with values of any kind", async () => {
    const { id, access } = await withClaims("V2_0", {
      claimsAndScopeOverrideDetails: {
        idTokenGeneration: { claimsToAddOrOverride: { places: [{ id: 1 }], age: 7, email_verified: {} } },
        accessTokenGeneration: {
          claimsToAddOrOverride: { tenant: { id: "t" }, client_id: "other", aud: "other" },
          claimsToSuppress: ["username"],
          scopesToAdd: ["api/read"],
          scopesToSuppress: ["aws.cognito.signin.user.admin"],
        },
      },
    });
    assert.deepEqual(id.places, [{ id: 1 }]);
    assert.equal(id.age, 7);
    assert.equal(id.email_verified, false);
    assert.deepEqual(access.tenant, { id: "t" });
    assert.equal(access.scope, "api/read");
    assert.equal(access.username, "ada");
    assert.notEqual(access.client_id, "other");
    assert.equal(access.aud, undefined);
  });

  it("keeps the user out if it throws, with AWS's error", async () => {
    const PreTokenGeneration = await fn('throw new Error("no profile");');
    const { client } = await people({ PreTokenGeneration });
    await assert.rejects(test.signIn(client, "ada"), {
      name: "UserLambdaValidationException",
      message: "PreTokenGeneration failed with error no profile.",
    });
  });

  it("keeps the user out if it returns rubbish", async () => {
    for (const rubbish of ['"hello"', "null", "{}", '{ response: "x" }']) {
      const PreTokenGeneration = await fn(`return ${rubbish};`);
      const { client } = await people({ PreTokenGeneration });
      await assert.rejects(test.signIn(client, "ada"), { name: "InvalidLambdaResponseException" });
    }
    const strings = "event.response = { claimsOverrideDetails: { claimsToAddOrOverride: { a: 1 } } };";
    const { client } = await people({ PreTokenGeneration: await fn(strings) });
    await assert.rejects(test.signIn(client, "ada"), { name: "InvalidLambdaResponseException" });
  });

  it("keeps the user out if it is too slow, after three attempts", async () => {
    const { client } = await people({ PreTokenGeneration: await fn("") });
    const fault = test.cloud.addFault({ service: "lambda", operation: "Invoke", delayMilliseconds: 6000 });
    try {
      const refused = assert.rejects(test.signIn(client, "ada"), {
        name: "UnexpectedLambdaException",
        message: /^PreTokenGeneration invocation failed due to error/,
      });
      await test.cloud.clock.advance(15_000);
      await refused;
    } finally {
      test.cloud.removeFault(fault);
    }
  });

  it("keeps the user out if Cognito may not call it", async () => {
    const missing = "arn:aws:lambda:us-east-1:000000000000:function:missing";
    const { client } = await people({ PreTokenGeneration: missing });
    await assert.rejects(test.signIn(client, "ada"), { name: "UnexpectedLambdaException" });
  });
});

describe("the triggers around a sign-in", () => {
  it("learn of validation data before it and of client metadata after it", async () => {
    const PreAuthentication = await fn(
      'if (event.request.validationData?.door !== "open") throw new Error(event.triggerSource);',
    );
    const { client } = await people({ PreAuthentication });
    await assert.rejects(test.signIn(client, "ada"), {
      name: "UserLambdaValidationException",
      message: "PreAuthentication failed with error PreAuthentication_Authentication.",
    });
    const AuthParameters = { USERNAME: "ada", PASSWORD: password };
    const input = { ClientId: client, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters } as const;
    const { AuthenticationResult } = await test.cognito.initiateAuth({ ...input, ClientMetadata: { door: "open" } });
    assert.ok(AuthenticationResult);
  });

  it("can refuse it afterwards", async () => {
    const PostAuthentication = await fn('throw new Error("closed " + event.request.newDeviceUsed);');
    const { client } = await people({ PostAuthentication });
    await assert.rejects(test.signIn(client, "ada"), {
      name: "UserLambdaValidationException",
      message: "PostAuthentication failed with error closed false.",
    });
  });

  it("hear of users that do not exist where the client hides that", async () => {
    const PreAuthentication = await fn("throw new Error(String(event.request.userNotFound));");
    const { client } = await people({ PreAuthentication }, { PreventUserExistenceErrors: "ENABLED" });
    await assert.rejects(test.signIn(client, "nobody"), { message: "PreAuthentication failed with error true." });
    await assert.rejects(test.signIn(client, "ada"), { message: "PreAuthentication failed with error false." });
  });

  it("bring users from elsewhere", async () => {
    const UserMigration = await fn(
      `if (event.request.password !== "${password}") throw new Error("wrong");
       event.response.userAttributes = { email: event.userName + "@example.com", email_verified: "true" };
       event.response.finalUserStatus = "CONFIRMED";
       event.response.messageAction = "SUPPRESS";`,
    );
    const { pool, client } = await people({ UserMigration });
    await assert.rejects(test.signIn(client, "bob", "Wrong-horse-1"), { name: "UserNotFoundException" });
    const { AuthenticationResult } = await test.signIn(client, "bob");
    assert.equal(claimsOf(AuthenticationResult!.IdToken).email, "bob@example.com");
    const { UserStatus } = await test.cognito.adminGetUser({ UserPoolId: pool, Username: "bob" });
    assert.equal(UserStatus, "CONFIRMED");
  });
});

describe("a custom sign-in", () => {
  const respond = (client: string, Session: string | undefined, ANSWER: string) =>
    test.cognito.respondToAuthChallenge({
      ClientId: client,
      ChallengeName: "CUSTOM_CHALLENGE",
      Session,
      ChallengeResponses: { USERNAME: "ada", ANSWER },
    });

  async function riddles(settings: Parameters<SignInCloud["client"]>[1] = {}) {
    const trigger = await fn(`
      const { request, response, triggerSource } = event;
      if (triggerSource.startsWith("Define")) {
        const seen = request.session;
        const last = seen[seen.length - 1];
        response.issueTokens = seen.length > 0 && last.challengeResult;
        response.failAuthentication = seen.length >= 2 && !last.challengeResult;
        response.challengeName = "CUSTOM_CHALLENGE";
      } else if (triggerSource.startsWith("Create")) {
        response.publicChallengeParameters = { riddle: "round " + request.session.length };
        response.privateChallengeParameters = { answer: "42" };
        response.challengeMetadata = "RIDDLE";
      } else {
        response.answerCorrect = request.challengeAnswer === request.privateChallengeParameters.answer;
      }`);
    return people(
      { DefineAuthChallenge: trigger, CreateAuthChallenge: trigger, VerifyAuthChallengeResponse: trigger },
      settings,
    );
  }

  const begin = (client: string, USERNAME = "ada") =>
    test.cognito.initiateAuth({ ClientId: client, AuthFlow: "CUSTOM_AUTH", AuthParameters: { USERNAME } });

  it("asks the triggers' questions until they are content", async () => {
    const { client } = await riddles();
    const first = await begin(client);
    assert.equal(first.ChallengeName, "CUSTOM_CHALLENGE");
    assert.deepEqual(first.ChallengeParameters, { USERNAME: "ada", riddle: "round 0" });
    const second = await respond(client, first.Session, "41");
    assert.deepEqual(second.ChallengeParameters, { USERNAME: "ada", riddle: "round 1" });
    await assert.rejects(respond(client, first.Session, "42"), { name: "NotAuthorizedException" });
    const { AuthenticationResult } = await respond(client, second.Session, "42");
    assert.equal(claimsOf(AuthenticationResult!.AccessToken).username, "ada");
  });

  it("fails when the triggers say so", async () => {
    const { client } = await riddles();
    const first = await begin(client);
    const second = await respond(client, first.Session, "41");
    await assert.rejects(respond(client, second.Session, "40"), {
      name: "NotAuthorizedException",
      message: "Incorrect username or password.",
    });
  });

  it("pretends for users that do not exist, where the client hides that", async () => {
    const { client } = await riddles({ PreventUserExistenceErrors: "ENABLED" });
    const first = await begin(client, "nobody");
    assert.equal(first.ChallengeName, "CUSTOM_CHALLENGE");
    const answer = test.cognito.respondToAuthChallenge({
      ClientId: client,
      ChallengeName: "CUSTOM_CHALLENGE",
      Session: first.Session,
      ChallengeResponses: { USERNAME: "nobody", ANSWER: "42" },
    });
    await assert.rejects(answer, { name: "NotAuthorizedException" });
  });

  it("needs its triggers", async () => {
    const { client } = await people({});
    await assert.rejects(begin(client), {
      name: "InvalidParameterException",
      message: "Custom auth lambda trigger is not configured for the user pool.",
    });
  });
});
