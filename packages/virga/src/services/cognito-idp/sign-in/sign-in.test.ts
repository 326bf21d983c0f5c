import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { claimsOf, password, SignInCloud } from "./sign-in.suite.ts";

let test: SignInCloud;

before(async () => {
  test = await SignInCloud.start();
});
after(() => test.close());

const minute = 60_000;
const wrong = { name: "NotAuthorizedException", message: "Incorrect username or password." };

describe("signing in with a password", () => {
  it("gives the three tokens with AWS's claims", async () => {
    const pool = await test.pool({ Schema: [{ Name: "level", AttributeDataType: "Number", Mutable: true }] });
    const client = await test.client(pool);
    const sub = await test.user(pool, "ada", {
      email: "ada@example.com",
      email_verified: "true",
      phone_number: "+15555550100",
      "custom:level": "7",
    });
    const RoleArn = "arn:aws:iam::000000000000:role/writers";
    await test.cognito.createGroup({ UserPoolId: pool, GroupName: "admins", Precedence: 2 });
    await test.cognito.createGroup({ UserPoolId: pool, GroupName: "writers", Precedence: 1, RoleArn });
    for (const GroupName of ["admins", "writers"]) {
      await test.cognito.adminAddUserToGroup({ UserPoolId: pool, Username: "ada", GroupName });
    }
    const { AuthenticationResult: result, ChallengeName } = await test.signIn(client, "ada");
    assert.equal(ChallengeName, undefined);
    assert.equal(result!.TokenType, "Bearer");
    assert.equal(result!.ExpiresIn, 3600);
    assert.equal(result!.RefreshToken!.split(".").length, 5);
    const now = Math.floor(test.cloud.clock.now() / 1000);
    const id = claimsOf(result!.IdToken);
    const { jti, event_id, origin_jti, ...rest } = id;
    assert.deepEqual(rest, {
      sub,
      "cognito:groups": ["writers", "admins"],
      "cognito:preferred_role": RoleArn,
      "cognito:roles": [RoleArn],
      "cognito:username": "ada",
      "custom:level": "7",
      aud: client,
      auth_time: now,
      email: "ada@example.com",
      email_verified: true,
      exp: now + 3600,
      iat: now,
      iss: `https://cognito-idp.us-east-1.amazonaws.com/${pool}`,
      phone_number: "+15555550100",
      phone_number_verified: false,
      token_use: "id",
    });
    const { jti: accessJti, ...access } = claimsOf(result!.AccessToken);
    assert.notEqual(jti, accessJti);
    assert.deepEqual(access, {
      sub,
      "cognito:groups": ["writers", "admins"],
      auth_time: now,
      client_id: client,
      event_id,
      exp: now + 3600,
      iat: now,
      iss: `https://cognito-idp.us-east-1.amazonaws.com/${pool}`,
      origin_jti,
      scope: "aws.cognito.signin.user.admin",
      token_use: "access",
      username: "ada",
    });
  });

  it("shows only attributes that the client may read", async () => {
    const pool = await test.pool();
    const client = await test.client(pool, { ReadAttributes: ["email"] });
    await test.user(pool, "ada", { email: "ada@example.com", name: "Ada" });
    const { AuthenticationResult } = await test.signIn(client, "ada");
    const claims = claimsOf(AuthenticationResult!.IdToken);
    assert.equal(claims.email, "ada@example.com");
    assert.equal(claims.name, undefined);
    const me = await test.cognito.getUser({ AccessToken: AuthenticationResult!.AccessToken });
    assert.deepEqual(
      me.UserAttributes!.map(({ Name }) => Name),
      ["sub", "email"],
    );
  });

  it("takes verified aliases for the username", async () => {
    const pool = await test.pool({ AliasAttributes: ["email"] });
    const client = await test.client(pool);
    await test.user(pool, "ada", { email: "ada@example.com", email_verified: "true" });
    const { AuthenticationResult } = await test.signIn(client, "ada@example.com");
    assert.equal(claimsOf(AuthenticationResult!.IdToken)["cognito:username"], "ada");
  });

  it("refuses wrong passwords, and unknown users as the client's setting says", async () => {
    const pool = await test.pool();
    const legacy = await test.client(pool);
    const hiding = await test.client(pool, { PreventUserExistenceErrors: "ENABLED" });
    await test.user(pool, "ada");
    await assert.rejects(test.signIn(legacy, "ada", "Wrong-horse-1"), wrong);
    await assert.rejects(test.signIn(legacy, "bob"), {
      name: "UserNotFoundException",
      message: "User does not exist.",
    });
    await assert.rejects(test.signIn(hiding, "bob"), wrong);
  });

  it("refuses flows that the client does not allow, and flows of other callers", async () => {
    const pool = await test.pool();
    const client = await test.client(pool, { ExplicitAuthFlows: [] });
    await test.user(pool, "ada");
    await assert.rejects(test.signIn(client, "ada"), {
      name: "InvalidParameterException",
      message: "USER_PASSWORD_AUTH flow not enabled for this client",
    });
    const AuthParameters = { USERNAME: "ada", PASSWORD: password };
    const input = { ClientId: client, AuthFlow: "ADMIN_USER_PASSWORD_AUTH", AuthParameters } as const;
    await assert.rejects(test.cognito.initiateAuth(input), { message: "Initiate Auth method not supported." });
    await assert.rejects(test.cognito.adminInitiateAuth({ UserPoolId: pool, ...input }), {
      message: "Auth flow not enabled for this client",
    });
  });

  it("lets administrators sign users in", async () => {
    const pool = await test.pool();
    const client = await test.client(pool);
    await test.user(pool, "ada");
    const { AuthenticationResult } = await test.cognito.adminInitiateAuth({
      UserPoolId: pool,
      ClientId: client,
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: "ada", PASSWORD: password },
    });
    assert.ok(AuthenticationResult!.IdToken);
  });

  it("asks clients with a secret for the hash", async () => {
    const pool = await test.pool();
    const { UserPoolClient } = await test.cognito.createUserPoolClient({
      UserPoolId: pool,
      ClientName: "confidential",
      GenerateSecret: true,
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    });
    const { ClientId: client, ClientSecret: secret } = UserPoolClient!;
    await test.user(pool, "ada");
    await assert.rejects(test.signIn(client!, "ada"), {
      name: "NotAuthorizedException",
      message: `Client ${client} is configured with secret but SECRET_HASH was not received`,
    });
    await assert.rejects(test.signIn(client!, "ada", password, { SECRET_HASH: "bm8=" }), {
      name: "NotAuthorizedException",
      message: `SecretHash does not match for the client: ${client}`,
    });
    const SECRET_HASH = createHmac("sha256", secret!).update(`ada${client}`).digest("base64");
    const { AuthenticationResult } = await test.signIn(client!, "ada", password, { SECRET_HASH });
    const again = await test.refresh(client!, AuthenticationResult!.RefreshToken!, { SECRET_HASH });
    assert.ok(again.AuthenticationResult!.AccessToken);
  });

  it("lets nobody in who is disabled, not confirmed, or whose temporary password is over", async () => {
    const pool = await test.pool({ Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 1 } } });
    const client = await test.client(pool);
    await test.user(pool, "ada");
    await test.cognito.adminDisableUser({ UserPoolId: pool, Username: "ada" });
    await assert.rejects(test.signIn(client, "ada"), { name: "NotAuthorizedException", message: "User is disabled." });
    await test.cognito.adminCreateUser({ UserPoolId: pool, Username: "new", TemporaryPassword: password });
    await test.cloud.clock.advance(24 * 60 * minute);
    await assert.rejects(test.signIn(client, "new"), {
      name: "NotAuthorizedException",
      message: "Temporary password has expired and must be reset by an administrator.",
    });
  });

  it("locks a user out after five wrong passwords, twice as long each time", async () => {
    const pool = await test.pool();
    const client = await test.client(pool);
    await test.user(pool, "ada");
    const exceeded = { name: "NotAuthorizedException", message: "Password attempts exceeded" };
    for (let attempt = 0; attempt < 5; attempt++) await assert.rejects(test.signIn(client, "ada", "Wrong-1!"), wrong);
    await assert.rejects(test.signIn(client, "ada"), exceeded);
    await test.cloud.clock.advance(1000);
    await assert.rejects(test.signIn(client, "ada", "Wrong-1!"), wrong);
    await test.cloud.clock.advance(1000);
    await assert.rejects(test.signIn(client, "ada"), exceeded);
    await test.cloud.clock.advance(1000);
    assert.ok((await test.signIn(client, "ada")).AuthenticationResult);
    await assert.rejects(test.signIn(client, "ada", "Wrong-1!"), wrong);
    assert.ok((await test.signIn(client, "ada")).AuthenticationResult);
  });
});

describe("a temporary password", () => {
  async function invited(settings: Parameters<SignInCloud["pool"]>[0] = {}) {
    const pool = await test.pool(settings);
    const client = await test.client(pool);
    await test.cognito.adminCreateUser({
      UserPoolId: pool,
      Username: "ada",
      TemporaryPassword: password,
      UserAttributes: [{ Name: "email", Value: "ada@example.com" }],
      MessageAction: "SUPPRESS",
    });
    return { pool, client, asked: await test.signIn(client, "ada") };
  }

  function answer(client: string, Session: string | undefined, responses: Record<string, string>) {
    return test.cognito.respondToAuthChallenge({
      ClientId: client,
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      Session,
      ChallengeResponses: { USERNAME: "ada", ...responses },
    });
  }

  it("must be changed, with required attributes that are missing", async () => {
    const { pool, client, asked } = await invited({ Schema: [{ Name: "name", Required: true }, { Name: "email" }] });
    assert.equal(asked.ChallengeName, "NEW_PASSWORD_REQUIRED");
    assert.deepEqual(asked.ChallengeParameters, {
      USER_ID_FOR_SRP: "ada",
      requiredAttributes: '["userAttributes.name"]',
      userAttributes: '{"email":"ada@example.com"}',
    });
    await assert.rejects(answer(client, asked.Session, { NEW_PASSWORD: "short" }), {
      name: "InvalidParameterException",
      message: "Invalid attributes given, name is missing",
    });
    await assert.rejects(answer(client, asked.Session, { NEW_PASSWORD: "short", "userAttributes.name": "Ada" }), {
      name: "InvalidPasswordException",
    });
    const done = await answer(client, asked.Session, { NEW_PASSWORD: "New-horse-22", "userAttributes.name": "Ada" });
    assert.equal(claimsOf(done.AuthenticationResult!.IdToken).name, "Ada");
    const user = await test.cognito.adminGetUser({ UserPoolId: pool, Username: "ada" });
    assert.equal(user.UserStatus, "CONFIRMED");
    assert.ok((await test.signIn(client, "ada", "New-horse-22")).AuthenticationResult);
    await assert.rejects(test.signIn(client, "ada"), wrong);
  });

  it("can be changed with an administrator's credentials", async () => {
    const { pool, client } = await invited();
    const asked = await test.cognito.adminInitiateAuth({
      UserPoolId: pool,
      ClientId: client,
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: "ada", PASSWORD: password },
    });
    const { AuthenticationResult } = await test.cognito.adminRespondToAuthChallenge({
      UserPoolId: pool,
      ClientId: client,
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      Session: asked.Session,
      ChallengeResponses: { USERNAME: "ada", NEW_PASSWORD: "New-horse-22" },
    });
    assert.equal(claimsOf(AuthenticationResult!.IdToken).email, "ada@example.com");
  });

  it("keeps required attributes that have a value", async () => {
    const { client, asked } = await invited({ Schema: [{ Name: "email", Required: true }] });
    const changed = { NEW_PASSWORD: "New-horse-22", "userAttributes.email": "eve@example.com" };
    await assert.rejects(answer(client, asked.Session, changed), {
      name: "NotAuthorizedException",
      message: "Cannot modify an already provided email",
    });
  });

  it("has a session that is good once, in time, for its user and client", async () => {
    const { pool, client, asked } = await invited();
    const good = { NEW_PASSWORD: "New-horse-22" };
    const refused = { name: "NotAuthorizedException", message: "Invalid session for the user." };
    await assert.rejects(answer(client, `${asked.Session}x`.replace(/.{8}x$/, "AAAAAAAA"), good), refused);
    await test.user(pool, "eve");
    await assert.rejects(answer(client, asked.Session, { ...good, USERNAME: "eve" }), refused);
    await assert.rejects(answer(await test.client(pool), asked.Session, good), refused);
    await answer(client, asked.Session, good);
    await assert.rejects(answer(client, asked.Session, good), {
      name: "NotAuthorizedException",
      message: "Invalid session for the user, session can only be used once.",
    });
  });

  it("has a session that lasts as long as the client says", async () => {
    const { client, asked } = await invited();
    await test.cloud.clock.advance(3 * minute);
    await assert.rejects(answer(client, asked.Session, { NEW_PASSWORD: "New-horse-22" }), {
      name: "NotAuthorizedException",
      message: "Invalid session for the user, session is expired.",
    });
  });
});
